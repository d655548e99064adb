package io.bascule.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A broker and some nodes that begin together, each a process of its own. */
record Cluster(BrokerProcess broker, List<Member> members) implements AutoCloseable {
    /** Starts the broker, its files in a folder, and nodes of these names. */
    static Cluster start(Path files, String... names) throws Exception {
        var broker = BrokerProcess.start(files);
        var processes = new ArrayList<ServerProcess>();
        for (var name : names) {
            processes.add(Member.launch(broker, name));
        }
        var members = new ArrayList<Member>();
        for (var process : processes) {
            members.add(Member.of(process));
        }
        return new Cluster(broker, members);
    }

    @Override
    public void close() {
        members.forEach(Member::close);
        broker.close();
    }
}
