package org.boathouse.service.collector;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.boathouse.contract.layout.LakeLayout;
import org.junit.jupiter.api.Test;

class NeededFilesTest {
    private static final LakeLayout LAYOUT = new LakeLayout("lake");

    private final NeededFiles needed = new NeededFiles(LAYOUT, 1 << 16);

    @Test
    void nothingIsForgottenHoweverFullItIs() {
        IntStream.range(0, 1_000_000).forEach(i -> needed.file("s3://lake/file" + i));
        assertTrue(IntStream.range(0, 1_000_000).allMatch(i -> needed.needs("file" + i)));
    }

    @Test
    void withTenBitsForEachFileOneOfAHundredOthersIsTakenForNeededAtMost() {
        IntStream.range(0, (1 << 19) / 10).forEach(i -> needed.file("s3://lake/file" + i));
        long mistaken = IntStream.range(0, 100_000)
                .filter(i -> needed.needs("other" + i))
                .count();
        assertTrue(mistaken < 1_500, mistaken + " of 100,000");
    }

    @Test
    void aFileIsTheSameByHadoopsNames() {
        needed.file("s3a://lake/a");
        needed.file("s3n://lake/b");
        needed.file("s3://other/c");
        assertTrue(needed.needs("a"));
        assertTrue(needed.needs("b"));
        assertFalse(needed.needs("c"));
    }

    @Test
    void everythingUnderARootIsNeededAndNothingBesideIt() {
        needed.everythingUnder("s3://lake/a/b/");
        assertTrue(needed.needs("a/b/c"));
        assertTrue(needed.needs("a/b/c/d"));
        assertFalse(needed.needs("a/bc"));
        assertFalse(needed.needs("a/b"));
    }
}
