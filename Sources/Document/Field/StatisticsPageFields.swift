import Model

/// The keys of `statisticsPage`.
enum StatisticsPageFields: Int, ObjectFields {
    case login, password, passwordFile, allow, raw

    static let table = ObjectTable(
        "statistics page", of: Self.self, "Access to the statistics page.")

    var field: Field {
        switch self {
        case .login: Field(.text(1...255), "User name of the login. Default: no login.")
        case .password:
            Field(
                .text(1...1024),
                "Password of login. It is never printed. Not with passwordFile.")
        case .passwordFile: Field(.text(1...4096), SecretFileText.password)
        case .allow:
            Field(
                .textList(2...49),
                "Addresses and networks of clients with access. Default: all.")
        case .raw:
            Field(
                .textList(ProxyFields.lines),
                "Lines of HAProxy's configuration language for the section of the page.")
        }
    }
}
