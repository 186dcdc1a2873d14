/**
 * What all routes share: failures as answers ({@link org.boathouse.service.http.FailureResponses}), bodies and parameters
 * read strictly.
 */
package org.boathouse.service.http;
