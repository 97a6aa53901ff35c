import Addresses
import Model

/// What makes no sense in a document, or what the kernel can't do, though the form is right.
///
/// **Shape:** in the order of the document; BAL202 to BAL240, BAL3nn, BAL4nn and BAL6nn, but for
/// BAL304, which is found where flags still have their names. An error means that the document is
/// not used.
public func validate(_ spec: Spec) -> [Diagnostic] {
    var validation = Validation(spec)
    validation.checkCluster()
    validation.checkAddresses()
    for (index, service) in spec.services.enumerated() {
        validation.check(service, at: DocumentPath([.key("services"), .index(index)]))
    }
    validation.checkProxies()
    validation.checkProxyLoops()
    validation.checkMisreadings()
    validation.checkOverlaps()
    validation.checkSysctls()
    return validation.diagnostics
}

/// What is collected while a spec is checked.
struct Validation {
    let spec: Spec
    var diagnostics: [Diagnostic] = []
    /// Names of services by what they listen on.
    var listeners: [ServiceKey: String] = [:]
    /// What has a name, by the name: service, proxy or SSL service.
    var proxyNames: [String: String] = [:]
    /// Addresses that a service may listen on: virtual ones and the nodes' own.
    let localAddresses: Set<IPAddress>
    /// Addresses of no virtual address that were reported.
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

    /// Warns of an address that nothing in the document puts on this host, once for each address.
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
