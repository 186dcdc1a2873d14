/**
 * Contracts: registered and applied ({@code Products}), planned for ({@code Planning}), and upheld against every commit
 * ({@code ContractGate}).
 */
package org.boathouse.service.product;
