package spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import peer.Ready;

/**
 * Spring Boot on Tomcat with the simple broker. {@code setPreservePublishOrder} and {@code setPreserveReceiveOrder} keep the
 * order, as its reference says they do; without them it reorders.
 */
@SpringBootApplication
@EnableWebSocket
@EnableWebSocketMessageBroker
public class SpringPeer implements WebSocketMessageBrokerConfigurer, WebSocketConfigurer {
    public static void main(String[] arguments) throws Exception {
        var context = SpringApplication.run(
                SpringPeer.class,
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--server.tomcat.max-connections=20000",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn");
        Ready.at(((WebServerApplicationContext) context).getWebServer().getPort());
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
        registry.addEndpoint("/stomp");
        registry.setPreserveReceiveOrder(true);
    }

    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
        registry.setPreservePublishOrder(true).enableSimpleBroker("/topic");
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(new Echo(), "/echo");
    }

    private static final class Echo extends TextWebSocketHandler {
        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
            session.sendMessage(message);
        }
    }
}
