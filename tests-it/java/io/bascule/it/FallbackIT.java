package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page behind an nginx that passes on no upgrades: its configuration lacks the two lines for them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FallbackIT {
    @TempDir
    Path folder;

    @Test
    void the_page_comes_to_life_and_trades_without_a_word() throws Exception {
        assumeTrue(
                ProxyProgram.NGINX.isInstalled()
                        && Files.isExecutable(PortfolioPage.CHROMIUM)
                        && Files.isExecutable(PortfolioPage.DRIVER),
                "There is no nginx or Chromium here; install them with: apt-get install -y nginx chromium"
                        + " chromium-driver");
        try (var site = ProxiedSite.start(
                        ProxyProgram.NGINX,
                        SelfSigned.forName(ProxiedSite.NAME, folder),
                        folder,
                        ProxiedSite.SETTINGS,
                        shipped -> shipped.with("proxy_set_header Upgrade $bascule_upgrade;", "")
                                .with("proxy_set_header Connection $bascule_connection;", ""));
                var page = new PortfolioPage(
                        site.origin() + site.server().at("/"),
                        folder.resolve("profile"),
                        "--host-resolver-rules=MAP " + ProxiedSite.NAME + " 127.0.0.1",
                        "--ignore-certificate-errors")) {
            trade(page);
        }
    }

    private static void trade(PortfolioPage page) {
        page.open();
        assertEquals("xhr-streaming", page.transport());
        page.logIn("fabrice", "fab123");
        page.awaitLive();
        assertEquals("xhr-streaming", page.transport());
        page.order("buy", "AAPL", 3);
        page.await("The order should be filled", () -> page.shares("AAPL") == 103);
        assertEquals(List.of(), page.errors());
    }
}
