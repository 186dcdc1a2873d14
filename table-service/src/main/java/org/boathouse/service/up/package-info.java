/** The processes: a lake in one folder ({@code UpCommand}), the service over stores of others ({@code ServeCommand}). */
package org.boathouse.service.up;
