/** Who may ask: decided once, ahead of every route. */
package org.boathouse.service.security;
