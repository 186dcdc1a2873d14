package org.boathouse.service.query.evolution;

import java.util.List;
import java.util.Random;

/** Chances that follow from a seed alone. */
final class Dice {
    private final Random random;

    Dice(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code least} to {@code most}, both included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** @param percent how often it is true */
    boolean percent(int percent) {
        return random.nextInt(100) < percent;
    }

    long bits() {
        return random.nextLong();
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
