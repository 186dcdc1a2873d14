/** What commands show to people. */
package org.boathouse.service.terminal;
