package org.boathouse.testkit;

import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.PostgresAddress;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests what they ask for in their parameters: {@link TestStores}, {@link PostgresAddress}, {@link LakeStorage},
 * {@link LakeProcess}, the built service over these stores, or {@link KeyIssuingStore}. Each is started when first asked for, shared by all test
 * classes of the JVM, and stopped at its end: a test uses names of its own in them.
 */
public final class StoresExtension implements ParameterResolver {
    private static final Namespace SHARED = Namespace.create(StoresExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestStores.class
                || type == PostgresAddress.class
                || type == LakeStorage.class
                || type == LakeProcess.class
                || type == KeyIssuingStore.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == LakeProcess.class) {
            return lake(context);
        }
        TestStores stores = stores(context);
        if (type == KeyIssuingStore.class) {
            return keyIssuingStore(context);
        }
        if (type == PostgresAddress.class) {
            return stores.postgres();
        }
        return type == LakeStorage.class ? stores.objectStore() : stores;
    }

    /** The extension context's root store closes what it holds, the youngest first. */
    private static TestStores stores(ExtensionContext context) {
        return context.getRoot()
                .getStore(SHARED)
                .getOrComputeIfAbsent(TestStores.class, key -> TestStores.start(), TestStores.class);
    }

    private static LakeProcess lake(ExtensionContext context) {
        TestStores stores = stores(context);
        return context.getRoot()
                .getStore(SHARED)
                .getOrComputeIfAbsent(LakeProcess.class, key -> LakeProcess.serve(stores), LakeProcess.class);
    }

    private static KeyIssuingStore keyIssuingStore(ExtensionContext context) {
        TestStores stores = stores(context);
        return context.getRoot()
                .getStore(SHARED)
                .getOrComputeIfAbsent(
                        KeyIssuingStore.class, key -> KeyIssuingStore.start(stores), KeyIssuingStore.class);
    }
}
