import Addresses
import Model

/// Returns the diagnostics of a well-formed spec: contradictions, and settings that the kernel
/// refuses.
///
/// **Shape:** in the order of the document; BAL202 to BAL240, BAL242 to BAL249, BAL3nn, BAL4nn and
/// BAL6nn, except BAL304, which the decoder reports while flags still have their names. An error
/// means that the document is not used.
public func validate(_ spec: Spec) -> [Diagnostic] {
    var memory = ValidationMemory()
    return validate(spec, after: &memory)
}

/// Returns the diagnostics of a spec that may resemble an earlier one: unchanged services without
/// findings are not checked again.
///
/// - Parameter memory: the memory of the earlier spec; it is replaced by the one of this spec.
public func validate(_ spec: Spec, after memory: inout ValidationMemory) -> [Diagnostic] {
    if let services = memory.reweighed(in: spec), isGood(spec, at: services) {
        memory = memory.replacing(spec)
        return []
    }
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
    validation.checkFirewall()
    memory = ValidationMemory(
        of: spec, clean: clean, isGood: validation.diagnostics.isEmpty)
    return validation.diagnostics
}

/// Whether the checks of these services have no finding.
private func isGood(_ spec: Spec, at services: [Int]) -> Bool {
    var validation = Validation(spec)
    for index in services {
        let path = DocumentPath([.key("services"), .index(index)])
        validation.check(spec.services[index], at: path)
    }
    return validation.diagnostics.isEmpty
}
