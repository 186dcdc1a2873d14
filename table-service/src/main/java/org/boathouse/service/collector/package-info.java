/** The only code in the lake that deletes files: what nothing needs any more, after a time. */
package org.boathouse.service.collector;
