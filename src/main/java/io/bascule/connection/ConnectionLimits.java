package io.bascule.connection;

import java.time.Duration;

/**
 * The bounds of one connection; each is the setting of the same name.
 *
 * @param messageBytes the largest message in, all fragments together ({@code message.bytes})
 * @param inboundMessages how many messages may wait for application code
 * @param inboundBytes how many bytes of them
 * @param outboxBytes how many payload bytes may wait to be sent ({@code outbox.bytes})
 * @param outboxMessages how many messages may wait to be sent ({@code outbox.messages})
 * @param sendDeadline how long one send may take ({@code send.deadline})
 * @param idle how long nothing may arrive ({@code idle}); zero is for ever
 * @param firstMessage how long the first message of a protocol may take, for instance STOMP's CONNECT
 *     ({@code firstMessage})
 */
public record ConnectionLimits(
        int messageBytes,
        int inboundMessages,
        int inboundBytes,
        int outboxBytes,
        int outboxMessages,
        Duration sendDeadline,
        Duration idle,
        Duration firstMessage) {}
