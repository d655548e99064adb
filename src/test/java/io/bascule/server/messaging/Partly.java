package io.bascule.server.messaging;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Lets an object that has a few methods of a large interface stand for all of it; none of the others may be called. */
final class Partly {
    private Partly() {}

    static <T> T as(Class<T> type, Object part) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Calls(part)));
    }

    /** What stands behind an interface. */
    static <P> P part(Object whole, Class<P> type) {
        return type.cast(((Calls) Proxy.getInvocationHandler(whole)).part);
    }

    private record Calls(Object part) implements InvocationHandler {
        @Override
        public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
            return call(part, method, arguments);
        }
    }

    private static Object call(Object part, Method method, Object[] arguments) throws Throwable {
        try {
            var own = part.getClass().getDeclaredMethod(method.getName(), method.getParameterTypes());
            own.setAccessible(true);
            return own.invoke(part, arguments);
        } catch (NoSuchMethodException missing) {
            throw new AssertionError("the fake has no " + method, missing);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
