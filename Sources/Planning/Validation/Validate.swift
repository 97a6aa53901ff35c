import Addresses
import Model

/// Returns the diagnostics of a well-formed spec: contradictions, and settings that the kernel
/// refuses.
///
/// **Shape:** in the order of the document; BAL202 to BAL240, BAL3nn, BAL4nn and BAL6nn, except
/// BAL304, which the decoder reports while flags still have their names. An error means that the
/// document is not used.
public func validate(_ spec: Spec) -> [Diagnostic] {
    var memory = ValidationMemory()
    return validate(spec, after: &memory)
}

/// Returns the diagnostics of a spec that may resemble an earlier one: unchanged services without
/// findings are not checked again.
///
/// - Parameter memory: the memory of the earlier spec; it is replaced by the one of this spec.
public func validate(_ spec: Spec, after memory: inout ValidationMemory) -> [Diagnostic] {
    var validation = Validation(spec)
    let known = memory.clean(in: spec)
    var clean = known
    validation.checkCluster()
    validation.checkAddresses()
    for (index, service) in spec.services.enumerated() {
        let path = DocumentPath([.key("services"), .index(index)])
        validation.checkListen(service, at: path)
        if clean[index] { continue }
        let before = validation.diagnostics.count
        validation.check(service, at: path)
        clean[index] = validation.diagnostics.count == before
    }
    validation.checkProxies()
    validation.checkProxyLoops()
    validation.checkMisreadings(unless: known, noting: &clean)
    validation.checkOverlaps()
    validation.checkSysctls()
    memory = ValidationMemory(of: spec, clean: clean)
    return validation.diagnostics
}

/// The services of a spec without findings of their own.
public struct ValidationMemory: Sendable {
    private let spec: Spec?
    private let clean: [Bool]

    /// Creates an empty memory.
    public init() {
        spec = nil
        clean = []
    }

    fileprivate init(of spec: Spec, clean: [Bool]) {
        self.spec = spec
        self.clean = clean
    }

    /// Returns for each service of another spec whether its own checks can be skipped.
    fileprivate func clean(in other: Spec) -> [Bool] {
        guard let spec, spec.frame == other.frame else {
            return Array(repeating: false, count: other.services.count)
        }
        return other.services.indices.map { index in
            clean.indices.contains(index) && clean[index]
                && spec.services[index] == other.services[index]
        }
    }
}

extension Spec {
    /// The rest of the spec that the checks of a service read.
    fileprivate var frame: Spec {
        var frame = self
        // Findings of other services name the first one that keeps persistent clients.
        frame.services = services.first(where: \.keepsPersistentClients).map { [$0] } ?? []
        return frame
    }
}

/// A spec, and the diagnostics collected so far.
struct Validation {
    let spec: Spec
    var diagnostics: [Diagnostic] = []
    /// Names of services by listening endpoint or mark.
    var listeners: [ServiceKey: String] = [:]
    /// The kind of each name in use: service, proxy or SSL service.
    var proxyNames: [String: String] = [:]
    /// Addresses on which a service can listen: virtual addresses and the nodes' own.
    let localAddresses: Set<IPAddress>
    /// Reported addresses that are not virtual.
    private var reported: Set<IPAddress> = []

    init(_ spec: Spec) {
        self.spec = spec
        let nodes = spec.cluster?.nodes.compactMap(\.address) ?? []
        localAddresses = Set(spec.virtualAddresses.map(\.address.address)).union(nodes)
        listeners.reserveCapacity(spec.services.count)
        if !spec.proxies.isEmpty || !spec.sslServices.isEmpty {
            for service in spec.services { proxyNames[service.name] = "service" }
        }
    }

    mutating func error(
        _ code: DiagnosticCode, at path: DocumentPath, _ message: String, hint: String? = nil
    ) {
        diagnostics.append(Diagnostic(code, at: path, message, hint: hint))
    }

    mutating func warning(
        _ code: DiagnosticCode, at path: DocumentPath, _ message: String, hint: String? = nil
    ) {
        diagnostics.append(Diagnostic(code, severity: .warning, at: path, message, hint: hint))
    }

    /// Warns once about each address that the document does not assign to this host.
    mutating func checkLocal(_ address: IPAddress, at path: DocumentPath) {
        guard !localAddresses.contains(address), reported.insert(address).inserted else { return }
        warning(
            .addressNotVirtual, at: path, "\(address) is no virtual address of this document",
            hint: "add it to virtualAddresses, with `external: true` where another program "
                + "carries it")
    }

    mutating func checkAddresses() {
        var interfaces: [IPAddress: String] = [:]
        for (index, virtual) in spec.virtualAddresses.enumerated() {
            let address = virtual.address.address
            let path = DocumentPath([
                .key("virtualAddresses"), .index(index), .key("address"),
            ])
            checkReach(of: virtual, at: path)
            guard let interface = interfaces.updateValue(virtual.interface, forKey: address)
            else { continue }
            error(
                .duplicateAddress, at: path,
                "\(address) is a virtual address already, on \(interface)",
                hint: "keep one of them")
        }
    }
}
