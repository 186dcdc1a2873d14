package org.boathouse.ingestion.landing;

/** Told how far a landing has come; called from many threads. */
public interface LandingProgress {
    /** Says nothing to nobody. */
    LandingProgress SILENT = new LandingProgress() {
        @Override
        public void bytesSent(long bytes) {}

        @Override
        public void fileDone() {}

        @Override
        public void waiting(String why) {}
    };

    void bytesSent(long bytes);

    /** One more file is stored, or found to have landed already. */
    void fileDone();

    /** Something is tried again. */
    void waiting(String why);
}
