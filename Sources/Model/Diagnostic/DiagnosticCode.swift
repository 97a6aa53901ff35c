/// Every mistake that a document can have, by its printed number.
///
/// BAL0nn: the text; BAL1nn: structure and values; BAL2nn: sense within the document; BAL3nn:
/// limits of the kernel; BAL4nn: health checks; BAL5nn: certificates; BAL6nn: proxies. Numbers are
/// never reused.
public enum DiagnosticCode: String, Sendable, Hashable, Codable, CaseIterable {
    /// The text is not YAML.
    case syntax = "BAL001"
    /// The file cannot be read.
    case unreadable = "BAL002"
    /// The file is larger, deeper or more entangled than a document may be.
    case tooLarge = "BAL003"
    /// The text is not UTF-8, or has a NUL byte.
    case encoding = "BAL004"
    /// The file has more than one document, or none.
    case documentCount = "BAL005"
    /// A key appears twice in one mapping.
    case duplicateKey = "BAL006"
    /// An alias names an anchor that does not exist, or contains itself.
    case alias = "BAL007"
    /// The document contains passwords, and every user of the machine can read it.
    case documentExposed = "BAL008"
    /// A file with a secret cannot be used.
    case secretFile = "BAL009"
    /// Other users can read or write a file with a secret.
    case secretFileExposed = "BAL010"

    /// The object has no such key.
    case unknownKey = "BAL101"
    /// A value has the wrong kind: a list where a mapping is needed.
    case wrongType = "BAL102"
    /// A key that has no default is missing.
    case missingKey = "BAL103"
    /// A value is none of the valid words.
    case unknownValue = "BAL104"
    /// A number, duration or text is outside its range.
    case outOfRange = "BAL105"
    /// A value cannot be parsed: an address, a duration, a port.
    case malformed = "BAL106"
    /// This program does not support the document's version.
    case version = "BAL107"
    /// Two keys that exclude each other are present.
    case conflictingKeys = "BAL108"

    /// Two objects in one list have the same name.
    case duplicateName = "BAL201"
    /// Two services listen on the same address, port and protocol.
    case duplicateListen = "BAL202"
    /// Two servers of one service have the same address and port.
    case duplicateServer = "BAL203"
    /// A virtual address is duplicated.
    case duplicateAddress = "BAL204"
    /// A service listens on an address that is not a virtual address of the document.
    case addressNotVirtual = "BAL205"
    /// A service has no servers that could get a connection.
    case noServers = "BAL206"
    /// No packet can be sent to the address: 0.0.0.0, multicast, the address of a network.
    case unreachableAddress = "BAL207"
    /// More than one node, and nothing decides which of them carries the addresses.
    case clusterRoles = "BAL220"
    /// Two nodes have the same address or priority, or a node's own address is a virtual address.
    case nodeConflict = "BAL221"
    /// An online server has `check: off`, and so gets no connections.
    case checkOff = "BAL222"
    /// An election has no nodes, or a node lacks the address that a link needs.
    case failoverNodes = "BAL223"
    /// A name in the settings of failover is of no node or group.
    case failoverName = "BAL224"
    /// Two groups of virtual addresses have the same virtual router.
    case failoverGroup = "BAL225"
    /// The version of VRRP does not have a setting.
    case failoverVersion = "BAL226"
    /// A link does not connect the nodes, or is duplicated.
    case failoverLink = "BAL227"
    /// A condition has no effect on the election.
    case failoverTrack = "BAL228"
    /// A gateway shows nothing about the network.
    case failoverGateway = "BAL229"
    /// The election process cannot have that many objects.
    case failoverLimit = "BAL230"
    /// A failover setting has no virtual address to move.
    case failoverIdle = "BAL231"
    /// Two nodes have the same number in messages.
    case nodeNumber = "BAL232"
    /// No node of the document is this host.
    case unknownHost = "BAL233"
    /// Two keys of the election have the same number.
    case failoverKey = "BAL234"
    /// A virtual MAC address would be on several interfaces.
    case virtualMAC = "BAL235"
    /// Replication has no other node, or one without an address.
    case replicationNodes = "BAL236"
    /// The identity of the nodes is a file that the document uses otherwise.
    case replicationIdentity = "BAL237"
    /// The port of replication is in use by a service of the document.
    case replicationPort = "BAL238"
    /// A certificate has no file that could be replicated.
    case replicationFiles = "BAL239"
    /// An IPv6 address without brackets ends like a port.
    case portInAddress = "BAL240"
    /// The document is in a git work tree, which replication does not change.
    case replicationWorkTree = "BAL241"
    /// The certificate of the synchronisation of stick tables is the identity of replication.
    case tableSyncIdentity = "BAL242"
    /// The lock-down admits every address to the administration.
    case openLockdown = "BAL243"
    /// The lock-down restricts a service that does not exist.
    case unknownAllowance = "BAL244"
    /// No rule of the document sets the firewall mark of a service.
    case unsetMark = "BAL245"
    /// No service has a firewall mark that a rule sets.
    case unusedMark = "BAL246"
    /// Two rules set different firewall marks on the same packets.
    case markConflict = "BAL247"
    /// Addresses of both families are translated into each other.
    case translationFamilies = "BAL248"
    /// Address translation takes the packets of a listener, or of another translation.
    case translatedListener = "BAL249"
    /// A rule in the words of iptables has words that are no part of a rule.
    case rawRule = "BAL250"
    /// The same rule is there twice.
    case repeatedRule = "BAL251"
    /// The iptables of the host refuses a rule.
    case refusedRule = "BAL252"
    /// Limits of a source have none.
    case emptyLimits = "BAL253"
    /// The kernel does not track the connections that a limit counts.
    case untrackedLimit = "BAL254"
    /// A blocklist has a name that no set of the kernel can have.
    case blocklistName = "BAL255"
    /// The file of a blocklist is of no use.
    case blocklistFile = "BAL256"
    /// The edit is not confirmed, and this version rejects the document before it.
    case rejectedWayBack = "BAL257"
    /// The first document was not confirmed in time, and is in force without its firewall.
    case unconfirmedFirst = "BAL258"
    /// The edit removes more services or servers than one edit may.
    case removalLimit = "BAL260"
    /// The edit was not confirmed in time, and is undone.
    case unconfirmed = "BAL261"
    /// The edit must be confirmed, and the way back can't be stored.
    case confirmationStore = "BAL262"
    /// A change window has no meaning, or its time zone is unknown.
    case changeWindow = "BAL263"
    /// The edit waits for its change window.
    case closedWindow = "BAL264"
    /// A service of the edit can't be brought first, as a canary.
    case canaryRefused = "BAL265"
    /// The canary of the edit was taken back.
    case canaryTakenBack = "BAL266"
    /// Packets get the mark of a service that does not exist, or that has none.
    case unknownMarkService = "BAL270"
    /// The range of automatic marks has no mark for a service.
    case markRange = "BAL271"
    /// No packets get the automatic mark of a service.
    case unmarkedService = "BAL272"
    /// Interfaces of a node do not fit together.
    case networkInterface = "BAL273"
    /// An interface must be made, and Ballast makes none.
    case unmanagedLink = "BAL274"
    /// An option of a bond has no meaning.
    case bondOption = "BAL275"
    /// An address of a node is of no use.
    case networkAddress = "BAL276"
    /// A route leads nowhere.
    case networkRoute = "BAL277"
    /// A routing rule has no effect.
    case routingRule = "BAL278"
    /// The names of a node do not fit together.
    case networkName = "BAL279"
    /// The address of a node is on none of its interfaces.
    case nodeAddressElsewhere = "BAL280"
    /// The API has no answer to a request.
    case apiRequest = "BAL282"
    /// The API refuses a request of this client.
    case apiAccess = "BAL283"
    /// The document has changed since a client of the API has read it.
    case apiConflict = "BAL284"
    /// A command about the nodes has no effect.
    case apiCommand = "BAL285"
    /// A key of the pages has no effect.
    case powerWithoutPages = "BAL288"
    /// The document names more files than replication sends.
    case replicationLimit = "BAL295"

    /// A server's port differs from the service's, and its forwarding method ignores it.
    case portIgnored = "BAL301"
    /// Port 0, every port, needs persistence.
    case portZeroNeedsPersistence = "BAL302"
    /// `sh` has 256 buckets: weights with a larger sum are not honoured.
    case sourceHashWeights = "BAL303"
    /// A scheduler flag belongs to another scheduler.
    case schedulerFlag = "BAL304"
    /// The lower threshold is above the upper.
    case thresholds = "BAL305"
    /// A server of the other address family can only be reached by a tunnel.
    case mixedFamilies = "BAL306"
    /// FTP without the settings for its data connections.
    case fileTransfer = "BAL307"
    /// One-packet scheduling is for UDP only.
    case onePacketProtocol = "BAL308"
    /// A persistence engine does not fit this service.
    case persistenceEngine = "BAL309"
    /// Direct routing cannot deliver: the server has the virtual address itself.
    case forwardingLoop = "BAL310"
    /// The kernel does not translate the replies of a NAT server to packets scheduled alone.
    case onePacketMasquerade = "BAL311"
    /// The kernel rejects the value of a sysctl.
    case sysctlRefused = "BAL312"
    /// A sysctl is harmful in this document.
    case sysctlHarm = "BAL313"

    /// A key has no effect on this type of check, or on a service without checks.
    case unusedCheckKey = "BAL401"
    /// A check lacks a mandatory setting.
    case incompleteCheck = "BAL402"
    /// The fallback is one of the servers that it should replace.
    case fallbackIsServer = "BAL403"
    /// The source address of a check is a virtual address, which only one node has.
    case sourceIsVirtual = "BAL404"
    /// No server can pass the check.
    case impossibleCheck = "BAL405"
    /// A check opens TCP connections, but its service is not TCP.
    case checkTransport = "BAL406"
    /// The holding page cannot be served for this service.
    case holdingPage = "BAL410"
    /// The file of the holding page cannot be read.
    case holdingPageFile = "BAL411"
    /// A quorum cannot be reached, or is regained before it is lost.
    case quorum = "BAL412"
    /// The policy for clients of a failed server contradicts another setting.
    case failurePolicy = "BAL413"
    /// The scheduler cannot use weights that follow feedback well.
    case feedbackScheduler = "BAL420"
    /// A key of feedback has no effect at this position.
    case unusedFeedbackKey = "BAL421"
    /// Feedback cannot multiply this weight.
    case feedbackWeight = "BAL422"
    /// A program is not run: it or its user does not exist, or another user could change it.
    case programUntrusted = "BAL430"
    /// A file of a check does not exist.
    case checkFile = "BAL431"
    /// A check negotiates at a port without a usual protocol, and so only connects.
    case unknownConversation = "BAL440"

    /// A certificate's file cannot be read, or has no certificate.
    case certificateUnreadable = "BAL501"
    /// A certificate's file has no private key, or several.
    case certificateKey = "BAL502"
    /// The private key belongs to another certificate.
    case certificateKeyMismatch = "BAL503"
    /// The certificate has expired.
    case certificateExpired = "BAL504"
    /// The certificate is not valid yet.
    case certificateNotYetValid = "BAL505"
    /// The certificate expires within a month, a week or a day.
    case certificateExpiresSoon = "BAL506"
    /// An intermediate certificate seems to be missing.
    case certificateChainIncomplete = "BAL507"
    /// The certificates of the chain are not in order.
    case certificateChainOrder = "BAL508"
    /// The certificate is not valid for the clients' host name.
    case certificateName = "BAL509"
    /// A key is too small.
    case certificateWeakKey = "BAL510"
    /// The hash of a signature can be forged.
    case certificateWeakSignature = "BAL511"
    /// The certificate is self-signed.
    case certificateSelfSigned = "BAL512"
    /// The certificate is not for TLS servers.
    case certificatePurpose = "BAL513"
    /// Users other than its owner can read a file with a key.
    case certificateKeyExposed = "BAL514"
    /// A certificate revocation list has expired.
    case revocationListOver = "BAL515"
    /// An authority of client certificates has no revocation list.
    case revocationListMissing = "BAL516"
    /// Clients wait for a stapled OCSP response that is never sent.
    case certificateMustStaple = "BAL517"
    /// The other nodes refuse the certificate of the synchronisation of stick tables.
    case certificateRefused = "BAL518"
    /// A route can never match: an earlier route matches all of its requests.
    case deadRoute = "BAL601"
    /// A key of a proxy has no effect in its mode.
    case proxyMode = "BAL602"
    /// An SSL service forwards to a proxy that does not exist.
    case unknownProxy = "BAL603"
    /// An SSL service uses a certificate that does not exist.
    case unknownCertificate = "BAL604"
    /// No client can reach a proxy.
    case noListen = "BAL606"
    /// A raw line begins another section, or adds a server.
    case rawSection = "BAL607"
    /// HAProxy rejects the configuration of the document.
    case proxyRefused = "BAL608"
    /// The installed HAProxy does not support the document.
    case proxyLacks = "BAL609"
    /// A server's certificate is verified, but no setting gives the name.
    case unnamedServer = "BAL610"
    /// A raw line loads code or leaves HAProxy's sandbox.
    case rawPrivileged = "BAL611"
    /// HAProxy's statistics can be read from other hosts without a login.
    case statisticsExposed = "BAL612"
    /// No request meets the condition of a route.
    case impossibleRoute = "BAL613"
    /// HAProxy does not get a file, because another user could replace it.
    case proxyFileUntrusted = "BAL614"
    /// A server's certificate is verified for an address, which HAProxy does not support.
    case verifiedAddress = "BAL615"
    /// A redirect leads back to itself, or to a host that the client chooses.
    case endlessRedirect = "BAL616"
    /// A check by Ballast does not send the PROXY protocol header that a server expects.
    case uncheckedProxyProtocol = "BAL617"
    /// HAProxy's connect timeout exceeds the timeout of a check.
    case slowCheck = "BAL618"
    /// A connection of a proxy returns to the proxy.
    case proxyLoop = "BAL619"
    /// A server gets no requests from its proxy while its agent reports a small percentage.
    case agentWeight = "BAL620"
    /// Headers that a document adds exceed HAProxy's buffers.
    case addedHeaders = "BAL621"
    /// Every client of a proxy can claim any address with the PROXY protocol.
    case proxyProtocolFromAll = "BAL622"
    /// The holding page is larger than HAProxy's buffer.
    case holdingPageSize = "BAL623"
    /// An answer with this status has no content.
    case contentOfStatus = "BAL630"
    /// No browser stores the cookie of a proxy.
    case unkeptCookie = "BAL631"
    /// A change of headers removes the persistence cookie.
    case removedCookie = "BAL632"
    /// Other spellings of a path bypass a route that denies it.
    case unnormalizedPath = "BAL633"
    /// A connection-specific header is set.
    case connectionHeader = "BAL634"
    /// A HAProxy expression is used in a value that is sent literally.
    case literalExpression = "BAL640"
    /// A `*` in the condition of a route is not a wildcard.
    case literalWildcard = "BAL641"
}
