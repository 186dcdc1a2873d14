package org.boathouse.ingestion.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderScanTest {
    @TempDir
    Path dir;

    @Test
    void aFileLandsUnderItsOwnName() throws IOException {
        SourceFiles files = FolderScan.of(List.of(write("deep/down/a.csv")));

        assertEquals(List.of("a.csv"), names(files));
        assertEquals(7, files.files().get(0).sizeBytes());
    }

    @Test
    void theFilesOfAFolderLandUnderTheirPathsInItSorted() throws IOException {
        write("in/b.csv");
        write("in/2026/02/a.csv");
        write("in/2026/01/a.csv");

        assertEquals(
                List.of("2026/01/a.csv", "2026/02/a.csv", "b.csv"), names(FolderScan.of(List.of(dir.resolve("in")))));
    }

    @Test
    void hiddenFilesAndFoldersAreSkippedAndSaid() throws IOException {
        write("in/a.csv");
        Path hidden = write("in/.DS_Store");
        write("in/.git/config");

        SourceFiles files = FolderScan.of(List.of(dir.resolve("in")));

        assertEquals(List.of("a.csv"), names(files));
        assertEquals(
                List.of(dir.resolve("in/.git"), hidden).stream().sorted().toList(),
                files.skipped().stream().sorted().toList());
    }

    @Test
    void aHiddenFileOrFolderNamedByItselfIsMeant() throws IOException {
        Path file = write(".hidden.csv");
        write(".folder/a.csv");

        assertEquals(List.of(".hidden.csv", "a.csv"), names(FolderScan.of(List.of(file, dir.resolve(".folder")))));
    }

    @Test
    void aFileAndItsFolderAreOneFile() throws IOException {
        Path file = write("in/a.csv");

        assertEquals(List.of("a.csv"), names(FolderScan.of(List.of(dir.resolve("in"), file, file))));
    }

    @Test
    void twoFilesOfOneNameAreBothFound() throws IOException {
        Path one = write("one/a.csv");
        Path two = write("two/a.csv");

        assertEquals(List.of("a.csv", "a.csv"), names(FolderScan.of(List.of(one, two))));
    }

    @Test
    void linksAreFollowedUnderTheirOwnNames() throws IOException {
        Path file = write("elsewhere/data.csv");
        Files.createDirectories(dir.resolve("in"));
        Files.createSymbolicLink(dir.resolve("in/link.csv"), file);
        Files.createSymbolicLink(dir.resolve("in/folder"), file.getParent());

        assertEquals(List.of("folder/data.csv", "link.csv"), names(FolderScan.of(List.of(dir.resolve("in")))));
    }

    @Test
    void aLinkToNothingIsNamed() throws IOException {
        Files.createDirectories(dir.resolve("in"));
        Path link = Files.createSymbolicLink(dir.resolve("in/link.csv"), dir.resolve("gone"));

        assertFails(FailureKind.NOT_FOUND, link + " is a link to nothing", dir.resolve("in"));
        assertFails(FailureKind.NOT_FOUND, link + " is a link to nothing", link);
    }

    @Test
    void linksInACircleAreNamed() throws IOException {
        Files.createDirectories(dir.resolve("in/sub"));
        Path link = Files.createSymbolicLink(dir.resolve("in/sub/up"), dir.resolve("in"));

        assertFails(FailureKind.INVALID, "Cannot read " + link + ": its links run in a circle", dir.resolve("in"));
    }

    @Test
    void aPathThatIsNotThereIsNamed() {
        assertFails(FailureKind.NOT_FOUND, dir.resolve("gone") + ": no such file or folder", dir.resolve("gone"));
    }

    @Test
    void whatIsNoFileIsRefusedWhenNamedAndSkippedInAFolder() throws IOException, InterruptedException {
        write("in/a.csv");
        Path pipe = dir.resolve("in/pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());

        SourceFiles files = FolderScan.of(List.of(dir.resolve("in")));

        assertEquals(List.of("a.csv"), names(files));
        assertEquals(List.of(pipe), files.skipped());
        assertFails(FailureKind.INVALID, pipe + " is neither a file nor a folder", pipe);
    }

    @Test
    void aNameThatIsNoTextIsRefused() {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> new SourceFile("caf\uFFFD.csv", Path.of("x"), 1));

        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains("LC_ALL=C.UTF-8"), failure.getMessage());
    }

    private void assertFails(FailureKind kind, String message, Path path) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> FolderScan.of(List.of(path)));
        assertEquals(kind, failure.kind());
        assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
    }

    private Path write(String name) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "content");
    }

    private static List<String> names(SourceFiles files) {
        return files.files().stream().map(SourceFile::name).toList();
    }
}
