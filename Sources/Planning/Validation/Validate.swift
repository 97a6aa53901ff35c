import Addresses
import Model

/// Returns the diagnostics of a well-formed spec: contradictions, and settings that the kernel
/// refuses.
///
/// **Shape:** in the order of the document; BAL202 to BAL240, BAL242 to BAL255, BAL273 to BAL280,
/// BAL3nn, BAL4nn and BAL6nn, except BAL304, which the decoder reports while flags still have their
/// names. An error means that the document is not used.
public func validate(_ spec: Spec) -> [Diagnostic] {
    var memory = ValidationMemory()
    return validate(spec, after: &memory)
}

/// Returns the diagnostics of a spec that may resemble an earlier one: unchanged services and
/// proxies without findings are not checked again.
///
/// - Parameter memory: the memory of the earlier spec; it is replaced by the one of this spec.
public func validate(_ spec: Spec, after memory: inout ValidationMemory) -> [Diagnostic] {
    if let services = memory.reweighed(in: spec), isGood(spec, services: services) {
        memory = memory.replacing(spec)
        return []
    }
    if let proxies = memory.changedProxies(in: spec), isGood(spec, proxies: proxies) {
        memory = memory.replacing(spec)
        return memory.diagnostics
    }
    var validation = Validation(spec)
    let known = memory.clean(in: spec)
    var clean = known
    validation.checkCluster()
    validation.checkAddresses()
    validation.checkNetworks()
    for (index, service) in spec.services.enumerated() {
        let path = DocumentPath([.key("services"), .index(index)])
        validation.checkListen(service, at: path)
        if clean.services[index] { continue }
        let before = validation.diagnostics.count
        validation.check(service, at: path)
        clean.services[index] = validation.diagnostics.count == before
    }
    validation.checkProxies(unless: known.proxies, noting: &clean.proxies)
    validation.checkProxyLoops()
    validation.checkMisreadings(unless: known, noting: &clean)
    validation.checkOverlaps()
    validation.checkSysctls()
    validation.checkFirewall()
    validation.checkRawRules()
    validation.checkLimits()
    memory = ValidationMemory(of: spec, clean: clean, validation.diagnostics)
    return validation.diagnostics
}

/// Whether the own checks of these services and proxies have no finding.
private func isGood(_ spec: Spec, services: [Int] = [], proxies: [Int] = []) -> Bool {
    var validation = Validation(spec)
    for index in services {
        let path = DocumentPath([.key("services"), .index(index)])
        validation.check(spec.services[index], at: path)
    }
    for index in proxies {
        let path = DocumentPath([.key("proxies"), .index(index)])
        validation.check(spec.proxies[index], at: path)
        validation.checkMisreadings(of: spec.proxies[index], at: path)
    }
    return validation.diagnostics.isEmpty
}
