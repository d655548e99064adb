package io.bascule;

import io.bascule.sockjs.SockJsOptions;
import io.bascule.sockjs.StickyCookie;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads what is set about SockJS at one endpoint. */
final class SockJsSettings {
    private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final BasculeOptions options;
    private final String endpoint;

    private SockJsSettings(BasculeOptions options, String endpoint) {
        this.options = options;
        this.endpoint = endpoint;
    }

    static SockJsSettings at(BasculeOptions options, String endpoint) {
        return new SockJsSettings(options, endpoint);
    }

    /** @throws BadSetting if one cannot be read */
    SockJsOptions options(Supplier<String> cookies) {
        return new SockJsOptions(
                options.read(endpoint, "sockjs.websocket", "true or false", SettingText::truth),
                options.bytes(endpoint, "sockjs.streaming.bytes"),
                options.time(endpoint, "sockjs.heartBeat"),
                options.time(endpoint, "sockjs.disconnectDelay"),
                options.read(endpoint, "sockjs.cookie", "a name that no container uses, such as NODE", name -> {
                    return cookie(name, cookies);
                }),
                options.limits(endpoint));
    }

    private static StickyCookie cookie(String name, Supplier<String> values) {
        if (name.isEmpty()) {
            return new StickyCookie.None();
        }
        if (!COOKIE.matcher(name).matches()) {
            throw new IllegalArgumentException("no cookie can have this name");
        }
        return name.equals(StickyCookie.OfTheProtocol.NAME)
                ? new StickyCookie.OfTheProtocol()
                : new StickyCookie.Named(name, values);
    }
}
