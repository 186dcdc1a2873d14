/** The description of the platform's interface in OpenAPI: what holds for every call of it. */
package org.boathouse.service.openapi;
