/** What tables are now and were before: their list, their history, and the points of it that can be named. */
package org.boathouse.service.state;
