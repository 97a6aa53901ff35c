import HAProxy
import Proxies

extension DocumentReading {
    /// Adds the findings of HAProxy, where it is installed and the document needs it.
    package mutating func consultHAProxy() async {
        guard let spec, spec.needsHAProxy, let program = HAProxyProgram() else { return }
        add(await program.diagnostics(of: spec, in: path))
    }
}
