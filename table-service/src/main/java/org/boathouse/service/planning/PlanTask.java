package org.boathouse.service.planning;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.NoSuchPlanIdException;
import org.apache.iceberg.exceptions.NoSuchPlanTaskException;

/** One page of a plan, as clients name it. */
record PlanTask(UUID planId, int page) {
    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern FORM = Pattern.compile("(" + ID + ")\\.([1-9][0-9]{0,7})");

    /** @throws NoSuchPlanTaskException for what is no name of ours */
    static PlanTask parse(String text) {
        Matcher form = FORM.matcher(text == null ? "" : text);
        if (!form.matches()) {
            throw new NoSuchPlanTaskException("'%s' is no plan task of this catalog", text);
        }
        return new PlanTask(UUID.fromString(form.group(1)), Integer.parseInt(form.group(2)));
    }

    /** @throws NoSuchPlanIdException for what is no id of ours */
    static UUID planId(String text) {
        if (!text.matches(ID)) {
            throw new NoSuchPlanIdException("'%s' is no plan id of this catalog", text);
        }
        return UUID.fromString(text);
    }

    @Override
    public String toString() {
        return planId + "." + page;
    }
}
