package org.boathouse.service.collector;

/**
 * Names files that the lake needs beside those of its tables. The collector asks every bean of this type in each run, and
 * again before each batch that it deletes.
 */
public interface LakeRoots {
    /** Names all of them, each time; an exception ends the run with nothing more deleted. */
    void name(Needed needed);

    /** Takes locations, each a whole URI. */
    interface Needed {
        void file(String location);

        void everythingUnder(String location);
    }
}
