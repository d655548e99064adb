package io.bascule.websocket;

import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;

/**
 * Carries the decision that was taken in front of the container into it. Every endpoint names it:
 * {@code @ServerEndpoint(value = "/prices", configurator = BasculeConfigurator.class)}.
 *
 * <p>Without a decision (the front hook is not installed) every handshake is refused. The container makes one instance
 * an endpoint and calls it on the thread of the handshake; it has no state. Jakarta WebSocket 2.1 section 3.1.
 */
public class BasculeConfigurator extends ServerEndpointConfig.Configurator {
    private static final Logger LOG = System.getLogger(BasculeConfigurator.class.getName());

    @Override
    public boolean checkOrigin(String origin) {
        boolean admitted = Admission.current().isPresent();
        if (!admitted) {
            LOG.log(
                    Level.WARNING,
                    "A handshake was refused: it did not pass Bascule's filter. Let the fragment 'bascule' start it"
                            + " (absolute-ordering in web.xml must name it), or map the filter before all others.");
        }
        return admitted;
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return Admission.current()
                .map(admission -> admission.handshake().subprotocol())
                .orElse("");
    }

    /** None that the endpoint's rules do not name: what compression costs in memory is not paid unasked. */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        var allowed = Admission.current()
                .map(admission -> admission.rules().extensions())
                .orElse(Set.of());
        return allowed.isEmpty()
                ? List.of()
                : super.getNegotiatedExtensions(installed, requested).stream()
                        .filter(extension -> allowed.contains(extension.getName()))
                        .toList();
    }

    /**
     * Hands the admission to the connection.
     *
     * @throws OtherEndpoint if the container is about to open another endpoint than was decided on
     */
    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        var admission = Admission.current().orElseThrow(() -> new OtherEndpoint("No handshake was decided"));
        if (admission.rules().endpoint() != config.getEndpointClass()
                || !admission.handshake().endpoint().equals(config.getPath())) {
            throw new OtherEndpoint(
                    "Decided for " + admission.handshake().endpoint() + ", not for " + config.getPath());
        }
        config.getUserProperties().putAll(admission.handshake().attributes());
        config.getUserProperties().put(Admission.KEY, admission);
    }
}
