package org.boathouse.service.planning;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The limits of planning scans. */
@ConfigMapping(prefix = "boathouse.planning")
interface PlanningConfig {
    /** File scan tasks in one answer. */
    @WithDefault("1000")
    int tasksPerPageMax();

    /** What one plan may have in tasks, as JSON. */
    @WithDefault("64M")
    MemorySize resultBytesMax();

    /** How long a request waits for its plan before it is answered that the plan is being made. */
    @WithDefault("5S")
    Duration waitMax();

    /** How long a plan may take. */
    @WithDefault("5M")
    Duration timeMax();

    /** How long the tasks of a plan can be fetched. */
    @WithDefault("1H")
    Duration kept();

    /** Plans that the service holds for one principal. */
    @WithDefault("100")
    int plansPerPrincipalMax();

    /** Plans that one replica makes at the same time. */
    @WithDefault("4")
    int atOnceMax();

    /** Plans that wait on one replica to be made. */
    @WithDefault("64")
    int waitingMax();
}
