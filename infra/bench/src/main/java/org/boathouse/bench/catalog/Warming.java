package org.boathouse.bench.catalog;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Keeps servers busy until their compilers rest. By the clock alone, a server would be measured while it compiles, on a
 * machine that is busy.
 *
 * @param stepSeconds how long they are kept busy between two looks at their compilers
 * @param secondsMax what is still compiled then is measured with the rest
 * @param untoldSeconds how long where a server does not tell what it compiles
 */
public record Warming(double stepSeconds, double secondsMax, double untoldSeconds) {
    /** Of the clock's; a server that compiles more than this is not warm. */
    private static final double COMPILING_MAX = 0.05;

    @FunctionalInterface
    public interface Busy {
        void during(double seconds) throws IOException, InterruptedException, ExecutionException;
    }

    /** @param jvms all that take part and compile what they run */
    public void untilCompiled(List<ProcessHandle> jvms, Busy busy)
            throws IOException, InterruptedException, ExecutionException {
        double[] compiled = new double[jvms.size()];
        for (int i = 0; i < compiled.length; i++) {
            compiled[i] = Jcmd.compileSeconds(jvms.get(i)).orElse(Double.NaN);
            if (Double.isNaN(compiled[i])) {
                busy.during(untoldSeconds);
                return;
            }
        }
        boolean compiling = true;
        for (double warmed = 0; warmed < secondsMax && compiling; warmed += stepSeconds) {
            busy.during(stepSeconds);
            compiling = false;
            for (int i = 0; i < compiled.length; i++) {
                double now = Jcmd.compileSeconds(jvms.get(i)).orElse(compiled[i]);
                compiling |= (now - compiled[i]) / stepSeconds > COMPILING_MAX;
                compiled[i] = now;
            }
        }
    }
}
