/** What was dropped and can be brought back: its list, and bringing it back ({@code Undrop}). */
package org.boathouse.service.dropped;
