package io.bascule.stomp.frame;

/**
 * How big a frame may be ("Size Limits").
 *
 * @param headers how many header lines
 * @param headerBytes how many bytes all header lines together may have, as sent, line ends not counted
 * @param bodyBytes how many bytes the body may have
 */
public record FrameLimits(int headers, int headerBytes, int bodyBytes) {
    /** 100 headers of 16 KiB in all, and 64 KiB of body. */
    public static final FrameLimits STANDARD = new FrameLimits(100, 16 * 1024, 64 * 1024);
}
