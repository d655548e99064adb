package io.bascule.application;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method is told what a {@link MessageMapping} or {@link SubscribeMapping} method of the same object threw, or
 * {@link io.bascule.payload.PayloadUnreadable} when the payload was not what the method takes. The message is then done
 * with; its client gets no ERROR, and no receipt. The methods of an object that has no mappings are told of the failures
 * of all objects, where these have no method of their own for them.
 *
 * <p>Its parameters, in any order: the exception, which also says which ones it handles, and those of a
 * {@link MessageMapping} but payload and variables. What it returns goes where {@link SendTo} and {@link SendToUser} on the
 * method say. Of several methods the one with the closest type is called. Without one, the client gets an ERROR; of an
 * unreadable payload it is told on {@code /user/queue/errors} instead, when it has subscribed there.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface MessageExceptionHandler {}
