package io.bascule.it;

import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The portfolio page in a browser with a profile of its own, through the eyes and hands of a user: one browser, in which
 * several tabs share a login. Every method works in the tab it is told of.
 */
final class PortfolioPage implements AutoCloseable {
    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver browser;
    private final String url;

    PortfolioPage(String url, Path profile, String... arguments) {
        this.url = url;
        this.browser = browser(profile, arguments);
    }

    /**
     * A browser of its own, without a window.
     *
     * @param arguments further ones of its command line
     */
    static ChromeDriver browser(Path profile, String... arguments) {
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        return new ChromeDriver(service, options(profile).addArguments(arguments));
    }

    private static ChromeOptions options(Path profile) {
        var log = new LoggingPreferences();
        log.enable(LogType.BROWSER, Level.ALL);
        var options = new ChromeOptions()
                .addArguments(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--window-size=1280,900",
                        "--user-data-dir=" + profile);
        options.setBinary(CHROMIUM.toFile());
        options.setCapability("goog:loggingPrefs", log);
        return options;
    }

    /** Opens the page in the first tab, which it names. */
    String open() {
        browser.get(url);
        awaitLive();
        return browser.getWindowHandle();
    }

    /** Opens the page with a transport of SockJS that it is told to use. */
    void openBy(String transport) {
        browser.get(url + "?transport=" + transport);
        awaitLive();
    }

    /** Chooses a transport by the page's control. */
    void connectBy(String transport) {
        new Select(find("#transport-choice")).selectByVisibleText(transport);
    }

    /** What the page says it is connected by; a dash while it is not. */
    String transport() {
        return find("#transport").getText();
    }

    /** Which node the page says it is served by. */
    String node() {
        return find("#node").getText();
    }

    /** The states of all orders that are shown, the newest first. */
    List<String> orderStates() {
        return browser.findElements(By.cssSelector("#orders > li")).stream()
                .map(order -> Objects.requireNonNullElse(order.getAttribute("data-state"), ""))
                .toList();
    }

    /** Opens the page in one tab more, which it names. */
    String openTab() {
        browser.switchTo().newWindow(WindowType.TAB);
        return open();
    }

    /** Makes {@code tab} the one that all further methods mean. */
    PortfolioPage in(String tab) {
        browser.switchTo().window(tab);
        return this;
    }

    Set<String> tabs() {
        return browser.getWindowHandles();
    }

    private WebElement find(String css) {
        return browser.findElement(By.cssSelector(css));
    }

    private static String row(String ticker, String part) {
        return "#positions tr[data-ticker=" + ticker + "] " + part;
    }

    /** Waits until it is so, or fails with {@code what}. */
    void await(String what, BooleanSupplier condition) {
        new WebDriverWait(browser, PATIENCE)
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> what + "; the page shows:\n" + find("body").getText())
                .until(unused -> condition.getAsBoolean());
    }

    void awaitLive() {
        await("The page should be live", () -> state().equals("live"));
    }

    /** What the badge says of the connection: {@code connecting}, {@code live} or {@code offline}. */
    String state() {
        return find("#state").getAttribute("data-state");
    }

    /** Who the page says is logged in; empty for a visitor. */
    String user() {
        return find("#user").getText();
    }

    void logIn(String username, String password) {
        find("#username").clear();
        find("#username").sendKeys(username);
        find("#password").clear();
        find("#password").sendKeys(password);
        find("#login").click();
        await("The user should be logged in", () -> user().equals(username));
        awaitPositions();
    }

    void logOut() {
        find("#logout").click();
        await("The user should be logged out", () -> user().isEmpty());
    }

    void awaitPositions() {
        await("The positions should be shown", () -> !value("#cash").isEmpty() && shows("AAPL") && shows("ETH"));
    }

    /** The plain number beside what is shown; empty until there is one. */
    private String value(String css) {
        return Objects.requireNonNullElse(find(css).getAttribute("data-value"), "");
    }

    BigDecimal price(String ticker) {
        return new BigDecimal(value(row(ticker, "[data-field=price]")));
    }

    boolean shows(String ticker) {
        return !browser.findElements(By.cssSelector(row(ticker, "[data-field=price]")))
                .isEmpty();
    }

    long shares(String ticker) {
        return Long.parseLong(value(row(ticker, "[data-field=shares]")));
    }

    BigDecimal cash() {
        return new BigDecimal(value("#cash"));
    }

    /** Orders {@code shares} by the buttons of the row. */
    void order(String action, String ticker, long shares) {
        find(row(ticker, "[data-action=" + action + "]")).click();
        find("#order-shares").sendKeys(Long.toString(shares));
        find("#order-submit").click();
    }

    /** Asks for the chart of {@code ticker}. */
    void choose(String ticker) {
        find(row(ticker, "[data-field=ticker]")).click();
    }

    /** The ticker whose chart is shown. */
    String drawn() {
        return find("#course-ticker").getText();
    }

    /** How many points the line of the chart has. */
    long points() {
        return find("#chart .chart-line")
                .getAttribute("d")
                .chars()
                .filter(c -> c == ',')
                .count();
    }

    /** How far the chart reaches back; 0 while there is none. */
    int spanSeconds() {
        var shown = find("#course-span").getText().replace("in ", "");
        return shown.matches("[0-9]+ s") ? Integer.parseInt(shown.replace(" s", "")) : shown.endsWith("min") ? 60 : 0;
    }

    /** How long ago the page was loaded. */
    long secondsOpen() {
        return (Long) browser.executeScript("return Math.floor(performance.now() / 1000)");
    }

    int orders() {
        return browser.findElements(By.cssSelector("#orders > li")).size();
    }

    String newestOrderState() {
        return find("#orders > li").getAttribute("data-state");
    }

    String newestOrderError() {
        return find("#orders > li [data-field=error]").getText();
    }

    /** Every error that is shown anywhere on the page, as text. */
    List<String> errors() {
        return browser.findElements(By.cssSelector(".error, .order-error, #notice")).stream()
                .map(WebElement::getText)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** Presses the button that makes this tab a slow client, or a fast one again. */
    void toggleSlow() {
        find("#slow").click();
    }

    /** How many messages to this tab were replaced by newer ones; -1 before the server has said. */
    int conflated() {
        var shown = find("#conflated").getText().replace(",", "");
        return shown.matches("[0-9]+") ? Integer.parseInt(shown) : -1;
    }

    void narrowTo(int width) {
        browser.manage().window().setSize(new Dimension(width, 900));
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", true));
    }

    void widenAgain() {
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        browser.manage().window().setSize(new Dimension(1280, 900));
    }

    /** How far the page can be scrolled sideways, in pixels. */
    long sidewaysScroll() {
        return (Long) browser.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    /** What the browser complained of since this was asked last. */
    List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Keeps what the tab shows as {@code name}.png in the folder of the property bascule.screenshots. */
    void screenshot(String name) throws IOException {
        var folder = Path.of(System.getProperty("bascule.screenshots", "target/screenshots"));
        Files.createDirectories(folder);
        File taken = browser.getScreenshotAs(OutputType.FILE);
        Files.move(taken.toPath(), folder.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        browser.quit();
    }
}
