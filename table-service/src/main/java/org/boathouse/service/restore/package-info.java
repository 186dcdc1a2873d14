/** Setting tables back, all or none ({@code Restore}): a commit of metadata alone. */
package org.boathouse.service.restore;
