/** Plans scans for engines: which files hold what they ask for, and which deletes apply to them. */
package org.boathouse.service.planning;
