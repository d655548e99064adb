package io.bascule.stomp.frame;

/**
 * How big a frame may be ("Size Limits"); line ends are not counted.
 *
 * @param commandBytes how many bytes the command line may have; the longest, UNSUBSCRIBE, has 11
 * @param headers how many header lines
 * @param headerBytes how many bytes one header line may have, as sent
 * @param headersBytes how many bytes all header lines together may have
 * @param bodyBytes how many bytes the body may have
 */
public record FrameLimits(int commandBytes, int headers, int headerBytes, int headersBytes, int bodyBytes) {
    /** A command of 16 bytes, 100 headers of 8 KiB each and 16 KiB in all, and 64 KiB of body. */
    public static final FrameLimits STANDARD = new FrameLimits(16, 100, 8 * 1024, 16 * 1024, 64 * 1024);
}
