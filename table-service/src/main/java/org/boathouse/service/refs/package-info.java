/** Tags and branches: names for points of a table's history. */
package org.boathouse.service.refs;
