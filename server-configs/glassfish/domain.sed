# GlassFish 7 and 8 for Bascule: sed -i -E -f domain.sed glassfish/domains/domain1/config/domain.xml
# Once, on a domain as it was made, before its first start: nothing is ever bound to all addresses that way.
/<config name="server-config">/,/<\/config>/ {

# Every listener on this machine alone: HTTP, HTTPS, administration, and what is not used (JMX, IIOP) not at all.
s/<network-listener /&address="127.0.0.1" /
s/address="0\.0\.0\.0"/address="127.0.0.1"/
s/<(jmx-connector|iiop-listener) /&enabled="false" /

# Jakarta Messaging: the broker inside the server starts with its first use, but its port is there from the start,
# on all addresses when the host is called localhost. What it opens later, on ports of its own choice, follows imq.hostname.
/<\/http-service>/a\
      <jms-service type="EMBEDDED" default-jms-host="default_JMS_host" addresslist-behavior="priority"\
                   start-args="-Dimq.hostname=127.0.0.1">\
        <jms-host name="default_JMS_host" host="127.0.0.1" port="${JMS_PROVIDER_PORT}" lazy-init="true"/>\
      </jms-service>

# Threads: 5 as it comes. A WebSocket costs a connection, not a thread, but each request that is being answered has one.
s/<thread-pool name="http-thread-pool"/& min-thread-pool-size="8" max-thread-pool-size="64"/

# Requests: how long a silent connection is kept, and not only for 250 requests. The time of a request ends with the
# upgrade. Compression is for the page's files: compression="on" where the network is slow; frames are not concerned.
/default-virtual-server="server"/s/ max-connections="250"/ max-connections="-1" timeout-seconds="30"\
                  request-timeout-seconds="60" compression="off" xpowered-by="false"/

# HTTP/2 on the encrypted listener alone: without TLS no browser speaks it, and GlassFish would answer an upgrade to it
# in front of the application.
/<protocol name="http-listener-1">/,/<\/protocol>/s/<http /&http2-enabled="false" /

# HTTP sessions: an expired one is noticed within 10 seconds, not 60. How long they live is said in the WAR.
/<\/http-service>/a\
      <web-container><session-config><session-manager>\
        <manager-properties reap-interval-in-seconds="10"/>\
      </session-manager></session-config></web-container>

# What a client sent that no application answers: the status alone, no page with the name and version of the server.
s@(<virtual-server id="server"[^>]*)/>@\1><property name="errorReportValve" value=""/></virtual-server>@
s@<jvm-options>-Xmx512m</jvm-options>@<jvm-options>-Xmx1g</jvm-options>\
        <jvm-options>-Dproduct.name=</jvm-options>@

# The shell of the module system is for GlassFish's own developers.
s/(additionalOSGiBundlesToStart=).*org\.apache\.felix\.fileinstall/\1org.apache.felix.fileinstall/
}

# The default data source: Derby inside the server, in the domain's folder, not one on port 1527 that has to be started.
s/"org\.apache\.derby\.jdbc\.ClientDataSource"/"org.apache.derby.jdbc.EmbeddedDataSource"/
/<jdbc-connection-pool .*name="DerbyPool"/,/<\/jdbc-connection-pool>/ {
/name="(PortNumber|serverName)"/d
s@"sun-appserv-samples"@"${com.sun.aas.instanceRoot}/lib/databases/bascule"@
}
