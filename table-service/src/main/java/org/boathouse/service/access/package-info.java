/** Access to the object store for engines that have no keys to it: their requests are signed here, one by one. */
package org.boathouse.service.access;
