import Admin
import Model
import Pages
import Proxies
import Reconciliation

extension ControllerPages {
    func importCertificate(
        _ name: String, _ text: String, isForced: Bool
    ) async throws(APIRefusal) -> String {
        let known = await answers.reconciler.snapshot().spec?.certificates ?? []
        let result = try await desk.importCertificate(
            name, text, isForced: isForced, among: known,
            into: site.haproxy.store)
        await answers.reconciler.wake(.document)
        return result
    }

    func certificateRequest(_ name: String) async throws(APIRefusal) -> String {
        let known = await answers.reconciler.snapshot().spec?.certificates ?? []
        return try await desk.certificateRequest(name, among: known, in: site.haproxy.store)
    }
}
