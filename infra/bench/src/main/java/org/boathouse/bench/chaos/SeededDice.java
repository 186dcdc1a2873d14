package org.boathouse.bench.chaos;

import java.util.Random;

/** Chances that come out the same for the same seed, drawn by many threads. */
final class SeededDice {
    private final Random random;

    SeededDice(long seed) {
        this.random = new Random(seed);
    }

    synchronized boolean roll(double probability) {
        return random.nextDouble() < probability;
    }
}
