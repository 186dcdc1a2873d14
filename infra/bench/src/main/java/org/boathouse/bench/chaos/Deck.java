package org.boathouse.bench.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Cards in random order, each drawn once before any is drawn again: a short run meets them all. */
final class Deck<T> {
    private final List<T> cards;
    private final Random random;
    private final Deque<T> left = new ArrayDeque<>();

    Deck(List<T> cards, Random random) {
        this.cards = cards;
        this.random = random;
    }

    T next() {
        if (left.isEmpty()) {
            List<T> shuffled = new ArrayList<>(cards);
            Collections.shuffle(shuffled, random);
            left.addAll(shuffled);
        }
        return left.remove();
    }
}
