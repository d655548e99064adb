package io.bascule.backplane;

/** What arrived is no parcel that this version understands; the message is for the operator. */
public final class ParcelRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ParcelRefused(String message) {
        super(message, null, false, false); // where we noticed it is of no use
    }
}
