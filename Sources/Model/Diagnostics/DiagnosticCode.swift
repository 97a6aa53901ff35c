/// Every mistake that a document can have, by the number that is printed with it.
///
/// BAL0nn: the text; BAL1nn: structure and values; BAL2nn: sense within the document; BAL3nn: what
/// the kernel can and can't do. Numbers are never used again for something else.
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
}
