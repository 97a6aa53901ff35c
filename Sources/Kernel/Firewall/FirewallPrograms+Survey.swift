import Addresses
import Model

extension FirewallPrograms {
    /// Returns all rules of a family; nil: the host does not have the program.
    ///
    /// **Errors:** the program of Ballast's variant fails.
    mutating func survey(_ family: AddressFamily) throws(HostFailure) -> FirewallSurvey? {
        guard let choice = choice() else { return nil }
        readings.update(to: NetfilterGeneration.current())
        guard let own = try tables(of: family, in: choice.variant) else { return nil }
        var survey = FirewallSurvey([own])
        var hasIPTables = true
        do throws(HostFailure) {
            let chains = try readings.netfilterChains()
            hasIPTables = chains.hasIPTables
            survey.chains = chains.others.filter { $0.sees(family) }
        } catch {
            survey.gaps.append("\(error)")
        }
        let other = choice.backend.other
        guard other == .nft ? hasIPTables : LegacyTables.exist(family) else { return survey }
        do throws(HostFailure) {
            if let tables = try tables(of: family, in: other.variant) {
                survey.tables.append(tables)
            } else {
                survey.gaps.append("the kernel has rules of \(other.program), which is missing")
            }
        } catch {
            survey.gaps.append("\(error)")
        }
        return survey
    }
}
