/// Every mistake that a document can have, by the number that is printed with it.
///
/// BAL0nn: the text; BAL1nn: structure and values; BAL2nn: sense within the document; BAL3nn: what
/// the kernel can and can't do; BAL4nn: health checks; BAL5nn: certificates; BAL6nn: proxies.
/// Numbers are never used again for something else.
public enum DiagnosticCode: String, Sendable, Hashable, Codable, CaseIterable {
    /// The text is not YAML.
    case syntax = "BAL001"
    /// The file can't be read.
    case unreadable = "BAL002"
    /// The file is larger, deeper or more entangled than a document may be.
    case tooLarge = "BAL003"
    /// The text is not UTF-8, or has a NUL byte.
    case encoding = "BAL004"
    /// There is more than one document in the file, or none.
    case documentCount = "BAL005"
    /// A key appears twice in one mapping.
    case duplicateKey = "BAL006"
    /// An alias names an anchor that does not exist, or holds itself.
    case alias = "BAL007"
    /// The document holds passwords, and every user of the machine may read it.
    case documentExposed = "BAL008"
    /// A file with a secret is of no use.
    case secretFile = "BAL009"
    /// Other users may read or write a file with a secret.
    case secretFileExposed = "BAL010"

    /// A key is not one that this object has.
    case unknownKey = "BAL101"
    /// A value is of the wrong kind: a list where a mapping is needed.
    case wrongType = "BAL102"
    /// A key that has no default is missing.
    case missingKey = "BAL103"
    /// A value is not one of those listed.
    case unknownValue = "BAL104"
    /// A number, duration or text lies outside its range.
    case outOfRange = "BAL105"
    /// A value can't be read: an address, a duration, a port.
    case malformed = "BAL106"
    /// The document's version is not one that this program reads.
    case version = "BAL107"
    /// Keys that exclude each other are both given.
    case conflictingKeys = "BAL108"

    /// Two objects in one list have the same name.
    case duplicateName = "BAL201"
    /// Two services listen on the same address, port and protocol.
    case duplicateListen = "BAL202"
    /// Two servers of one service have the same address and port.
    case duplicateServer = "BAL203"
    /// A virtual address is given twice.
    case duplicateAddress = "BAL204"
    /// A service listens on an address that is no virtual address of the document.
    case addressNotVirtual = "BAL205"
    /// A service has no servers that could get a connection.
    case noServers = "BAL206"
    /// An address that no packet can be sent to: 0.0.0.0, multicast, a network's own.
    case unreachableAddress = "BAL207"
    /// More nodes than one, and nothing decides which of them carries the addresses.
    case clusterRoles = "BAL220"
    /// Two nodes have the same address or priority, or a node has a virtual address as its own.
    case nodeConflict = "BAL221"
    /// A server that is wanted online has `check: off`, and so gets no connections.
    case checkOff = "BAL222"
    /// An IPv6 address without brackets ends like a port.
    case portInAddress = "BAL240"

    /// A server's port differs from the service's, and its forwarding method ignores it.
    case portIgnored = "BAL301"
    /// Port 0, every port, needs persistence.
    case portZeroNeedsPersistence = "BAL302"
    /// `sh` has 256 buckets: weights that sum to more are not honoured.
    case sourceHashWeights = "BAL303"
    /// A scheduler flag belongs to another scheduler.
    case schedulerFlag = "BAL304"
    /// The lower threshold is above the upper.
    case thresholds = "BAL305"
    /// A server of the other address family can be reached by tunnels only.
    case mixedFamilies = "BAL306"
    /// FTP without what it takes for its data connections.
    case fileTransfer = "BAL307"
    /// One-packet scheduling is for UDP only.
    case onePacketProtocol = "BAL308"
    /// A persistence engine does not go with this service.
    case persistenceEngine = "BAL309"
    /// Direct routing can't deliver: the server is the virtual address itself.
    case forwardingLoop = "BAL310"
    /// The kernel does not translate a NAT server's answers to packets scheduled alone.
    case onePacketMasquerade = "BAL311"
    /// A sysctl has a value that the kernel refuses.
    case sysctlRefused = "BAL312"
    /// A sysctl does harm in this document.
    case sysctlHarm = "BAL313"

    /// A key of a check means nothing to a check of this kind, or to a service without checks.
    case unusedCheckKey = "BAL401"
    /// A check lacks what it can't do without.
    case incompleteCheck = "BAL402"
    /// The fallback is one of the servers that it is to stand in for.
    case fallbackIsServer = "BAL403"
    /// A check comes from a virtual address, which only one node has.
    case sourceIsVirtual = "BAL404"
    /// A check that no server can pass.
    case impossibleCheck = "BAL405"
    /// A check opens TCP connections, and its service is not TCP.
    case checkTransport = "BAL406"
    /// The holding page can't be served for this service.
    case holdingPage = "BAL410"
    /// The file of the holding page can't be read.
    case holdingPageFile = "BAL411"
    /// A quorum that can't be reached, or is regained before it is lost.
    case quorum = "BAL412"
    /// What is to become of a failed server's clients contradicts something else.
    case failurePolicy = "BAL413"
    /// The scheduler makes nothing good of weights that follow feedback.
    case feedbackScheduler = "BAL420"
    /// A key of feedback means nothing where it stands.
    case unusedFeedbackKey = "BAL421"
    /// A weight that feedback can't multiply.
    case feedbackWeight = "BAL422"
    /// A program is not run, because another user could change it.
    case programUntrusted = "BAL430"
    /// A check negotiates at a port that no protocol is usual at, and so only connects.
    case unknownConversation = "BAL440"

    /// A certificate's file can't be read, or has no certificate.
    case certificateUnreadable = "BAL501"
    /// A certificate's file has no private key, or several.
    case certificateKey = "BAL502"
    /// The private key is another certificate's.
    case certificateKeyMismatch = "BAL503"
    /// The certificate is no longer good.
    case certificateExpired = "BAL504"
    /// The certificate is not good yet.
    case certificateNotYetValid = "BAL505"
    /// The certificate is good for a month, a week or a day more.
    case certificateExpiresSoon = "BAL506"
    /// An intermediate certificate seems to be missing.
    case certificateChainIncomplete = "BAL507"
    /// The certificates of the chain are not in order.
    case certificateChainOrder = "BAL508"
    /// The certificate is not for the name that clients ask for.
    case certificateName = "BAL509"
    /// A key is too small.
    case certificateWeakKey = "BAL510"
    /// A signature's hash can be forged.
    case certificateWeakSignature = "BAL511"
    /// The certificate vouches for itself.
    case certificateSelfSigned = "BAL512"
    /// The certificate is not for TLS servers.
    case certificatePurpose = "BAL513"
    /// Others than its owner can read a file that holds a key.
    case certificateKeyExposed = "BAL514"
    /// A list of revoked certificates has expired.
    case revocationListOver = "BAL515"
    /// An authority of clients has no list of revoked certificates.
    case revocationListMissing = "BAL516"
    /// Clients wait for a stapled OCSP response that is never sent.
    case certificateMustStaple = "BAL517"
    /// A route can never get a request: one before it takes them all.
    case deadRoute = "BAL601"
    /// A key of a proxy means nothing in its mode.
    case proxyMode = "BAL602"
    /// An SSL service hands over to a proxy that does not exist.
    case unknownProxy = "BAL603"
    /// An SSL service shows a certificate that does not exist.
    case unknownCertificate = "BAL604"
    /// No client can reach a proxy.
    case noListen = "BAL606"
    /// A raw line begins a section of its own, or adds a server.
    case rawSection = "BAL607"
    /// HAProxy refuses what is made from the document.
    case proxyRefused = "BAL608"
    /// The installed HAProxy lacks what the document needs.
    case proxyLacks = "BAL609"
    /// A server's certificate is verified, but nothing says for which name.
    case unnamedServer = "BAL610"
    /// A raw line loads code or leaves HAProxy's sandbox.
    case rawPrivileged = "BAL611"
    /// HAProxy's statistics can be read from elsewhere without a login.
    case statisticsExposed = "BAL612"
    /// A route has a condition that no request meets.
    case impossibleRoute = "BAL613"
    /// HAProxy is not given a file, because another user could change which one it is.
    case proxyFileUntrusted = "BAL614"
    /// A server's certificate is verified for an address, which HAProxy can't do.
    case verifiedAddress = "BAL615"
    /// A redirect leads back to itself, or to a host of the client's choice.
    case endlessRedirect = "BAL616"
    /// A check of Ballast's own does not speak the PROXY protocol that a server waits for.
    case uncheckedProxyProtocol = "BAL617"
    /// HAProxy waits longer for the connection of a check than the check may take.
    case slowCheck = "BAL618"
    /// A connection of a proxy returns to the proxy.
    case proxyLoop = "BAL619"
    /// A server gets nothing from its proxy while its agent reports a small percentage.
    case agentWeight = "BAL620"
    /// Headers that a document adds are longer than HAProxy's buffers take.
    case addedHeaders = "BAL621"
    /// Every client of a proxy may claim any address by the PROXY protocol.
    case proxyProtocolFromAll = "BAL622"
    /// The status of an answer has no content.
    case contentOfStatus = "BAL630"
    /// No browser stores the cookie of a proxy.
    case unkeptCookie = "BAL631"
    /// A change of headers removes the cookie that keeps clients at their server.
    case removedCookie = "BAL632"
    /// Other spellings of a path pass a route that denies it.
    case unnormalizedPath = "BAL633"
    /// A header that belongs to one connection is set.
    case connectionHeader = "BAL634"
    /// A HAProxy expression is used in a value that is sent literally.
    case literalExpression = "BAL640"
    /// A `*` in the condition of a route is no wildcard.
    case literalWildcard = "BAL641"
}
