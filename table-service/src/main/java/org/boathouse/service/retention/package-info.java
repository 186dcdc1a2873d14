/** How long the history of tables is kept: policies, what they let go, and what is kept all the same, and why. */
package org.boathouse.service.retention;
