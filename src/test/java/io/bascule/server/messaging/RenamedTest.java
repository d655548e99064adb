package io.bascule.server.messaging;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class RenamedTest {
    /** Says the name that was asked for, whatever it is at the broker. */
    private record NamedQueue(String prefix, String name) implements Queue {
        @Override
        public String getQueueName() {
            return name;
        }

        @Override
        public String toString() {
            return "ActiveMQQueue[" + prefix + name + "]";
        }
    }

    /** Makes queues of a name. */
    private interface Maker {
        Queue make(String name) throws JMSException;
    }

    private static Session session(Maker maker) {
        return (Session) Proxy.newProxyInstance(
                RenamedTest.class.getClassLoader(), new Class<?>[] {Session.class}, (session, method, arguments) -> {
                    assertEquals("createQueue", method.getName());
                    return maker.make((String) arguments[0]);
                });
    }

    @Test
    void a_factory_that_puts_a_prefix_before_names_is_refused() {
        var refused =
                assertThrows(Renamed.class, () -> Renamed.refuse(session(name -> new NamedQueue("jms.queue.", name))));
        assertEquals(
                "it puts jms.topic. and jms.queue. before all names, where no other node looks", refused.getMessage());
    }

    @Test
    void a_factory_that_leaves_names_as_they_are_is_taken() {
        assertDoesNotThrow(() -> Renamed.refuse(session(name -> new NamedQueue("", name))));
    }

    @Test
    void a_broker_that_makes_no_queues_is_taken() {
        assertDoesNotThrow(() -> Renamed.refuse(session(name -> {
            throw new JMSException("There is no queue with name " + name);
        })));
    }
}
