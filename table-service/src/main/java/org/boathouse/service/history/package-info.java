/** How a table became what it is: its snapshots with who made them, and every other change. */
package org.boathouse.service.history;
