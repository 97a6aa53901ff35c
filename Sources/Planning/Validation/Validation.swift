import Addresses
import Model

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
