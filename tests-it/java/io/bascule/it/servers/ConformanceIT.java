package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every {@link Case} against the server that the build chose and takes down what it answered; {@link Ending} does so
 * for the last ones. A case that is not answered as it should be is asked once more, since a machine under load breaks
 * off conversations; what came first is kept beside the answers.
 */
@ExtendWith({CanRun.class, ArquillianExtension.class})
@RunAsClient
class ConformanceIT {
    private static final Logger LOG = System.getLogger(ConformanceIT.class.getName());

    private static final Server SERVER = Server.underTest();
    private static final Observations OBSERVATIONS = Observations.of(SERVER);

    /** What is there of the applications that come and go; static, since JUnit makes one of these for each case. */
    private static final Set<String> DEPLOYED = new HashSet<>();

    @ArquillianResource
    @OperateOnDeployment("cases")
    private URL cases;

    @ArquillianResource
    @OperateOnDeployment("neighbour")
    private URL neighbour;

    @ArquillianResource
    @OperateOnDeployment("bascule")
    private URL bascule;

    @ArquillianResource
    @OperateOnDeployment("library")
    private URL library;

    @ArquillianResource
    @OperateOnDeployment("crowd")
    private URL crowd;

    @ArquillianResource
    @OperateOnDeployment("sockjs")
    private URL sockJs;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "cases", order = 1, testable = false)
    public static WebArchive cases() {
        return Wars.cases();
    }

    @Deployment(name = "neighbour", order = 2, testable = false)
    public static WebArchive neighbour() {
        return Wars.neighbour();
    }

    @Deployment(name = "bascule", order = 3, testable = false)
    public static WebArchive bascule() {
        return Wars.bascule();
    }

    @Deployment(name = "library", order = 4, testable = false)
    public static WebArchive library() {
        return Wars.library();
    }

    @Deployment(name = "crowd", order = 5, testable = false)
    public static WebArchive crowd() {
        return Wars.crowd();
    }

    @Deployment(name = "sockjs", order = 6, testable = false)
    public static WebArchive sockJs() {
        return Wars.sockJs();
    }

    @Deployment(name = "leaving", managed = false, testable = false)
    public static WebArchive leaving() {
        return Wars.leaving();
    }

    @Deployment(name = "named", managed = false, testable = false)
    public static WebArchive named() {
        return Wars.named();
    }

    @Deployment(name = "unnamed", managed = false, testable = false)
    public static WebArchive unnamed() {
        return Wars.unnamed();
    }

    @Deployment(name = "complete", managed = false, testable = false)
    public static WebArchive complete() {
        return Wars.complete();
    }

    @BeforeAll
    static void forgetEarlierRuns() {
        OBSERVATIONS.start();
    }

    static List<Case> rows() {
        return Cases.whileItRuns();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void the_server_answers_as_the_table_says(Case row) throws Exception {
        var right = Deviation.right(SERVER, row);
        var answer = answer(row);
        if (!answer.equals(right)) {
            LOG.log(Level.WARNING, "{0}, {1}: {2}, not {3}; it is asked once more", SERVER, row, answer, right);
            OBSERVATIONS.doubt(row.name(), answer);
            answer = answer(row);
        }
        OBSERVATIONS.add(row.name(), answer);
        assertEquals(right, answer);
    }

    private String answer(Case row) throws Exception {
        return Deviation.read(
                SERVER, row, row.answer(Sites.at(cases, neighbour, bascule, library, crowd, sockJs, Passing::new)));
    }

    /** Deploys by the server's own means, beside the others; what a case that failed has left is taken away before. */
    private final class Passing implements Sites.Leaving {
        private final String name;

        Passing(String name) {
            this.name = name;
        }

        @Override
        public Site deploy() {
            undeploy();
            deployer.deploy(name);
            DEPLOYED.add(name);
            return OwnContainer.site(name + ".war")
                    .orElse(new Site(Site.at(cases).port(), "/" + name));
        }

        @Override
        public void undeploy() {
            if (DEPLOYED.remove(name)) {
                deployer.undeploy(name);
            }
        }
    }
}
