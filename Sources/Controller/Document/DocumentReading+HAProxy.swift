import HAProxy
import Proxies

extension DocumentReading {
    /// Adds the findings of HAProxy, where it is installed and the document needs it.
    ///
    /// - Parameter givingRawFiles: whether HAProxy reads copies of the files in raw lines, because
    ///   its user has no access to the directory of the document.
    package mutating func consultHAProxy(givingRawFiles: Bool = false) async {
        guard let spec, spec.needsHAProxy, let program = HAProxyProgram() else { return }
        add(await program.diagnostics(of: spec, in: path, givingRawFiles: givingRawFiles))
    }
}
