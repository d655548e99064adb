package io.bascule.application;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method is told what a {@link MessageMapping} or {@link SubscribeMapping} method of the same object threw, or
 * {@link PayloadUnreadable} when the payload was not what the method takes; the message then counts as handled.
 *
 * <p>Its parameters, in any order: the exception, which also says which ones it handles, and {@link Caller}. Of several
 * methods the one with the closest type is called. Without one, the client gets an ERROR.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface MessageExceptionHandler {}
