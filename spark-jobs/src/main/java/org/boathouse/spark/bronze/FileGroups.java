package org.boathouse.spark.bronze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Shares files out among tasks, so that none gets much more to read than another. */
final class FileGroups {
    /** What a task reads, about: a table then gets files of a size that is good to scan. */
    static final long TASK_BYTES = 64L << 20;
    /** What opening one more file is worth in bytes. */
    static final long OPEN_BYTES = 1L << 20;

    private FileGroups() {}

    /** Groups of files, none empty; within a group the files keep their order. */
    static List<List<LandedFile>> of(List<LandedFile> files) {
        long total = files.stream().mapToLong(FileGroups::cost).sum();
        int count = (int) Math.min(files.size(), (total + TASK_BYTES - 1) / TASK_BYTES);
        record Group(List<Integer> members, long[] cost) {}
        PriorityQueue<Group> lightestFirst = new PriorityQueue<>(Comparator.comparingLong(group -> group.cost()[0]));
        for (int i = 0; i < count; i++) {
            lightestFirst.add(new Group(new ArrayList<>(), new long[1]));
        }
        IntStream.range(0, files.size())
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> -cost(files.get(i))))
                .forEach(i -> {
                    Group group = lightestFirst.remove();
                    group.members().add(i);
                    group.cost()[0] += cost(files.get(i));
                    lightestFirst.add(group);
                });
        return lightestFirst.stream()
                .map(Group::members)
                .sorted(Comparator.comparing(members -> members.get(0)))
                .<List<LandedFile>>map(members -> new ArrayList<>(
                        members.stream().sorted().map(files::get).toList()))
                .toList();
    }

    private static long cost(LandedFile file) {
        return file.sizeBytes() + OPEN_BYTES;
    }
}
