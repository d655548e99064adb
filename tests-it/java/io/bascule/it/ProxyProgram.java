package io.bascule.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A proxy of Debian's packages, with the configuration that we ship for it. */
enum ProxyProgram {
    NGINX("nginx", "nginx/bascule.conf", "limit_conn bascule_addresses 100", "proxy_set_header Forwarded \"\";") {
        @Override
        List<String> command(Path site) throws IOException {
            var folder = site.getParent();
            var main = Files.writeString(
                    folder.resolve("nginx.conf"), """
                    user %1$s;
                    daemon off;
                    pid %2$s/nginx.pid;
                    error_log stderr;
                    events { worker_connections 1024; }
                    http {
                        client_body_temp_path %2$s/body;
                        proxy_temp_path %2$s/proxy;
                        fastcgi_temp_path %2$s/fastcgi;
                        uwsgi_temp_path %2$s/uwsgi;
                        scgi_temp_path %2$s/scgi;
                        include %3$s;
                    }
                    """.formatted(System.getProperty("user.name"), folder, site));
            return List.of(program().toString(), "-e", "stderr", "-p", folder.toString(), "-c", main.toString());
        }

        @Override
        ShippedText placed(Path folder, Path certificate, int port) throws IOException {
            return shipped()
                    .with("listen 443 ", "listen 127.0.0.1:" + port + " ")
                    .with("/etc/ssl/bascule/bascule.pem", certificate.toString())
                    .with("/etc/ssl/bascule/bascule.key", certificate.toString())
                    .with(
                            "/var/log/nginx/bascule.log",
                            folder.resolve("access.log").toString());
        }
    },

    HAPROXY("haproxy", "haproxy/bascule.cfg", "sc0_conn_cur gt 100", "http-request del-header Forwarded") {
        @Override
        List<String> command(Path site) throws IOException {
            var main = Files.writeString(site.resolveSibling("haproxy.cfg"), """
                    global
                        log stdout format raw local0
                    """);
            return List.of(program().toString(), "-db", "-f", main.toString(), "-f", site.toString());
        }

        @Override
        ShippedText placed(Path folder, Path certificate, int port) throws IOException {
            return shipped()
                    .with("bind :443 ", "bind 127.0.0.1:" + port + " ")
                    .with("/etc/ssl/bascule/bascule.pem", certificate.toString());
        }
    };

    private final String program;
    private final String configuration;
    private final String limit;
    private final String removesForwarded;

    ProxyProgram(String program, String configuration, String limit, String removesForwarded) {
        this.program = program;
        this.configuration = configuration;
        this.limit = limit;
        this.removesForwarded = removesForwarded;
    }

    /** Where Debian puts it. */
    Path program() {
        return Path.of("/usr/sbin", program);
    }

    boolean isInstalled() {
        return Files.isExecutable(program());
    }

    /** What stands in the shipped configuration for the number of connections of one address, 100. */
    String limit() {
        return limit;
    }

    /** The line of the shipped configuration that takes the header Forwarded of a client away. */
    String removesForwarded() {
        return removesForwarded;
    }

    ShippedText shipped() throws IOException {
        return new ShippedText(Files.readString(Path.of("server-configs", configuration)));
    }

    /** The shipped configuration with the addresses and files of a test. */
    abstract ShippedText placed(Path folder, Path certificate, int port) throws IOException;

    /** What runs the proxy in the foreground with the site configured in the file {@code site}, as Debian's would. */
    abstract List<String> command(Path site) throws IOException;

    /** A configuration as we ship it, but for what a test puts in the place of something that stands there. */
    record ShippedText(String text) {
        ShippedText with(String shipped, String placed) {
            if (!text.contains(shipped)) {
                throw new AssertionError("'" + shipped + "' does not stand in\n" + text);
            }
            return new ShippedText(text.replace(shipped, placed));
        }
    }
}
