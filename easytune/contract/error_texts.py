"""The sentence of every error and what to do about it, in zh and en. Knows no HTTP status and no exception.

The page's texts are generated from this table; {names} are the params of the error.
"""

from typing import Any, NamedTuple

from easytune.contract.error_codes import ErrorCode


class Text(NamedTuple):
    """What happened, and what to do about it."""

    zh: str
    en: str
    hint_zh: str
    hint_en: str


_TEXTS: dict[ErrorCode, Text] = {
    ErrorCode.NOT_FOUND: Text("没有找到{what}。", "{what} was not found.", "它可能已被删除，请返回列表。", "It may have been deleted; go back to the list."),
    ErrorCode.INVALID_INPUT: Text("“{field}”的值无效：{reason}", "The value of “{field}” is not valid: {reason}", "请改正后重试。", "Correct it and try again."),
    ErrorCode.UNEXPECTED: Text("服务器内部出错。", "Something went wrong inside the server.", "请重试；若再次发生，请把请求编号交给管理员。", "Try again; if it happens again, give the request id to the administrator."),
    ErrorCode.NOT_AUTHENTICATED: Text("请先登录。", "Please sign in first.", "登录，或在请求头中加入 API 令牌。", "Sign in, or send an API token in the Authorization header."),
    ErrorCode.NOT_ALLOWED: Text("您没有此操作的权限。", "You may not do this.", "请联系所有者。", "Ask the owner."),
    ErrorCode.CROSS_SITE: Text("请求来自其他网站，已拒绝。", "The request came from another site and was refused.", "请刷新页面后重试。", "Reload the page and try again."),
    ErrorCode.HOST_NOT_ALLOWED: Text("不允许使用主机名 {host} 访问。", "The host name {host} is not allowed.", "把它加入 EASYTUNE_ALLOWED_HOSTS。", "Add it to EASYTUNE_ALLOWED_HOSTS."),
    ErrorCode.TOO_MANY_REQUESTS: Text("请求太多。", "Too many requests.", "请 {seconds} 秒后再试。", "Try again in {seconds} s."),
    ErrorCode.DATABASE_AWAY: Text("暂时无法访问数据库。", "The database cannot be reached at the moment.", "训练不受影响，请稍后重试。", "Trainings are not affected; try again shortly."),
    ErrorCode.OUTCOME_UNKNOWN: Text("与数据库的连接恰在保存时中断，无法确定是否已保存。", "The connection to the database was lost at the very moment of saving, so nobody knows whether it was saved.", "请先查看是否已生效；使用相同的 Idempotency-Key 重复提交则是安全的。", "Look before you do it again; repeating with the same Idempotency-Key is safe."),
    ErrorCode.DISK_FULL: Text("磁盘空间不足：{folder} 需要 {need}，可用 {free}。", "Not enough disk space in {folder}: {need} needed, {free} free.", "请清理磁盘后重试。", "Free some space and try again."),
    ErrorCode.DISK_FULL_NOW: Text("磁盘已满。", "The disk is full.", "请清理磁盘后重试；训练可以从最后一个检查点继续。", "Free some space and try again; a training can be resumed from its last checkpoint."),
    ErrorCode.METHOD_NOT_ALLOWED: Text("此地址不支持该方法。", "This address does not take that method.", "可用：{allowed}。", "It takes: {allowed}."),
    ErrorCode.BODY_TOO_LARGE: Text("请求内容超过上限 {limit_bytes} 字节。", "The request body is larger than the limit of {limit_bytes} bytes.", "请减少内容。", "Send less."),
    ErrorCode.JSON_TOO_DEEP: Text("JSON 嵌套超过 {limit} 层。", "The JSON nests deeper than {limit} levels.", "请减少嵌套。", "Nest it less."),
    ErrorCode.REQUEST_TIMEOUT: Text("请求内容在 {seconds} 秒内没有传完。", "The request body did not arrive within {seconds} s.", "请检查网络后重试。", "Check the network and try again."),
    ErrorCode.WRONG_CREDENTIALS: Text("用户名或密码不正确。", "Incorrect username or password.", "请检查后重试。", "Check both and try again."),
    ErrorCode.LOGIN_THROTTLED: Text("登录失败次数过多。", "Too many failed sign-ins.", "请 {seconds} 秒后再试。", "Try again in {seconds} s."),
    ErrorCode.SETUP_TOKEN_INVALID: Text("设置链接无效或已过期。", "The set-up link is not valid or has expired.", "请使用服务器控制台最新打印的链接；重启服务器会打印新的链接。", "Use the newest link printed on the server's console; a restart prints a new one."),
    ErrorCode.SETUP_DONE: Text("所有者账号已经创建。", "The owner account exists already.", "请直接登录。", "Sign in instead."),
    ErrorCode.WEAK_PASSWORD: Text("密码太弱：{reason}", "The password is too weak: {reason}", "至少 8 个字符，且不是常见密码。", "Take at least 8 characters and no common password."),
    ErrorCode.FILE_EMPTY: Text("文件是空的。", "The file is empty.", "请选择有内容的文件。", "Choose a file with content."),
    ErrorCode.FILE_TOO_LARGE: Text("文件超过上限 {limit_bytes} 字节。", "The file is larger than the limit of {limit_bytes} bytes.", "请拆分文件，或让管理员提高 EASYTUNE_MAX_UPLOAD_BYTES。", "Split it, or have EASYTUNE_MAX_UPLOAD_BYTES raised."),
    ErrorCode.FILE_BINARY: Text("这不是文本文件。", "This is not a text file.", "请上传 CSV、JSON、JSONL 或 TXT 文本文件。", "Upload a CSV, JSON, JSONL or TXT text file."),
    ErrorCode.FORMAT_UNKNOWN: Text("不支持扩展名“{extension}”。", "The extension “{extension}” is not supported.", "支持 .csv .tsv .json .jsonl .txt。", "Supported are .csv .tsv .json .jsonl .txt."),
    ErrorCode.ENCODING_UNKNOWN: Text("第 {line} 行无法按 {encoding} 解码。", "Line {line} cannot be read as {encoding}.", "请另存为 UTF-8 后重试。", "Save the file as UTF-8 and try again."),
    ErrorCode.UPLOAD_INCOMPLETE: Text("上传中断，没有保存任何内容。", "The upload was cut off; nothing was kept.", "请重新上传。", "Upload it again."),
    ErrorCode.NAME_INVALID: Text("名称无效。", "The name is not valid.", "请用 1 到 120 个字符，不含控制字符和路径符号。", "Use 1 to 120 characters without control characters or path separators."),
    ErrorCode.NAME_TAKEN: Text("名称“{name}”已被使用。", "The name “{name}” is taken.", "请换一个名称。", "Choose another name."),
    ErrorCode.NO_ROWS: Text("文件中没有数据行。", "The file holds no rows; a header alone is not enough.", "请在表头下添加数据。", "Add rows below the header."),
    ErrorCode.NO_VALID_ROWS: Text("{rows} 行中没有一行可用；第 {line} 行：{reason}", "None of the {rows} rows can be used; line {line}: {reason}", "请按提示修改文件，或更正列的对应关系。", "Fix the file as told, or correct the column mapping."),
    ErrorCode.COLUMN_MISSING: Text("没有名为“{column}”的列；文件有：{columns}。", "There is no column “{column}”; the file has: {columns}.", "请在列对应关系中选择正确的列。", "Choose the right column in the mapping."),
    ErrorCode.JSON_BROKEN: Text("第 {line} 行的 JSON 有语法错误：{reason}", "The JSON is broken at line {line}: {reason}", "请修正该行后重新上传。", "Fix that line and upload again."),
    ErrorCode.ROW_TEXT_EMPTY: Text("文本为空", "the text is empty", "填写文本或删除该行。", "Fill in the text or delete the row."),
    ErrorCode.ROW_LABEL_EMPTY: Text("标签为空", "the label is empty", "填写标签或删除该行。", "Fill in the label or delete the row."),
    ErrorCode.ROW_NOT_OBJECT: Text("该行不是 JSON 对象", "the row is not a JSON object", "每行应形如 {{\"text\": …, \"label\": …}}。", "Each row should look like {{\"text\": …, \"label\": …}}."),
    ErrorCode.ROW_COLUMNS: Text("该行有 {found} 列，应为 {expected} 列", "the row has {found} columns, expected {expected}", "检查分隔符和引号。", "Check delimiters and quotes."),
    ErrorCode.ROW_NO_TAB: Text("该行没有“标签<TAB>文本”中的制表符", "the line has no tab between label and text", "每行写成 标签<TAB>文本。", "Write each line as label<TAB>text."),
    ErrorCode.ROW_NOT_TEXT: Text("“{column}”不是文本或数字", "“{column}” is neither text nor a number", "改为文本。", "Make it text."),
    ErrorCode.ROW_TOO_LONG: Text("该行超过 {limit} 个字符", "the row is longer than {limit} characters", "拆分该行。", "Split the row."),
    ErrorCode.ROW_TOO_DEEP: Text("该行嵌套超过 {limit} 层", "the row is nested deeper than {limit} levels", "减少嵌套。", "Flatten it."),
    ErrorCode.ROW_NUL: Text("该行含有空字符（NUL）", "the row contains a NUL character", "删除该字符。", "Remove that character."),
    ErrorCode.ROW_QUOTES: Text("该行的引号不配对", "the quotes of the row do not match", "字段内的引号要写成两个（\"\"），并以引号结束。", "Double the quotes inside a field (\"\") and close it."),
    ErrorCode.ROW_LABEL_LONG: Text("标签超过 {limit} 个字符", "the label is longer than {limit} characters", "缩短标签，或更正列的对应关系。", "Shorten it, or correct the column mapping."),
    ErrorCode.FILE_MISSING: Text("请求中没有文件。", "The request holds no file.", "请以 multipart/form-data 的 file 字段上传一个文件。", "Send one file in the field “file” of a multipart/form-data body."),
    ErrorCode.HEADER_TOO_LONG: Text("第 {line} 行（表头）太长或引号不配对。", "Line {line}, the header, is too long or its quotes do not match.", "请检查表头、换行和引号。", "Check the header, the line ends and the quotes."),
    ErrorCode.JSON_SHAPE: Text("JSON 中没有对象列表。", "The JSON holds no list of objects.", "文件应形如 [{{\"text\": …, \"label\": …}}, …]。", "The file should look like [{{\"text\": …, \"label\": …}}, …]."),
    ErrorCode.SAME_COLUMN: Text("同一列“{column}”选了两次。", "The column “{column}” is chosen twice.", "请选择不同的列。", "Choose different columns."),
    ErrorCode.SEPARATOR_TOO_LONG: Text("标签分隔符超过 {limit} 个字符。", "The separator of labels is longer than {limit} characters.", "请使用较短的分隔符，例如 |。", "Use a short one, such as |."),
    ErrorCode.TOO_MANY_LABELS: Text("列“{column}”有超过 {limit} 个不同的值，不像标签。", "The column “{column}” has more than {limit} different values and does not look like a label.", "请选择另一列作为标签，或不设标签。", "Choose another label column, or none."),
    ErrorCode.DATASET_CHANGED: Text("数据集“{name}”刚刚被其他人修改。", "The dataset “{name}” was just changed by somebody else.", "请刷新后重试。", "Reload and try again."),
    ErrorCode.DATASET_IN_USE: Text("数据集正被使用：{users}。", "The dataset is in use by: {users}.", "请先停止或删除这些任务。", "Stop or delete these jobs first."),
    ErrorCode.MODEL_IN_USE: Text("模型正被使用：{users}。", "The model is in use by: {users}.", "请先停止或删除它们。", "Stop or delete these first."),
    ErrorCode.MODEL_FOLDER_INVALID: Text("“{folder}”不是可用的模型文件夹：{reason}", "“{folder}” is not a usable model folder: {reason}", "文件夹需要 config.json、*.safetensors 和分词器文件。", "It needs config.json, *.safetensors and tokenizer files."),
    ErrorCode.MODEL_FOLDER_OUTSIDE: Text("该文件夹不在允许的目录中。", "The folder is outside the allowed folders.", "把上级目录加入 EASYTUNE_MODEL_ROOTS。", "Add its parent to EASYTUNE_MODEL_ROOTS."),
    ErrorCode.MODEL_FOLDER_KNOWN: Text("该文件夹已作为模型“{name}”添加。", "The folder was added already, as the model “{name}”.", "请直接使用该模型。", "Use that model."),
    ErrorCode.MODEL_FOLDER_GONE: Text("模型“{name}”的文件夹已不在磁盘上。", "The folder of the model “{name}” is no longer on the disk.", "请恢复该文件夹，或删除此模型。", "Put the folder back, or delete the model."),
    ErrorCode.UNSAFE_WEIGHTS: Text("模型含有可能执行代码的文件：{files}", "The model contains files that could run code: {files}", "请使用 safetensors 格式的版本。", "Use a version with safetensors weights."),
    ErrorCode.REMOTE_CODE: Text("模型自带代码，已拒绝加载：{files}", "The model brings its own code and was refused: {files}", "请选择 transformers 原生支持的模型。", "Choose a model that transformers supports natively."),
    ErrorCode.ARCHITECTURE_UNSUPPORTED: Text("暂不支持架构“{architecture}”。", "The architecture “{architecture}” is not supported yet.", "支持：{supported}。", "Supported: {supported}."),
    ErrorCode.MODEL_NOT_CLASSIFIER: Text("模型“{name}”不是分类模型。", "The model “{name}” is not a classifier.", "请选择微调得到的分类模型。", "Choose a fine-tuned classification model."),
    ErrorCode.STARTER_UNKNOWN: Text("没有名为“{key}”的起步模型或示例数据。", "There is no starter or sample “{key}”.", "可用：{known}。", "Available: {known}."),
    ErrorCode.DOWNLOAD_FAILED: Text("下载 {name} 失败：{reason}", "Downloading {name} failed: {reason}", "请检查网络或软件源设置后重试。", "Check the network or the package index settings and try again."),
    ErrorCode.REGISTRY_UNREACHABLE: Text("无法从软件源 {host} 获取 {name}：{reason}", "{name} could not be had from the package registry {host}: {reason}", "已下载的部分会保留。请检查网络，或用 pip config / npm config 设置其他软件源，然后重试。", "What has arrived is kept. Check the network, or set another registry with pip config or npm config, then try again."),
    ErrorCode.PACKAGE_NOT_FOUND: Text("软件源 {host} 没有 {name} {version}。", "The package registry {host} has no {name} {version}.", "请检查名称和版本。", "Check the name and the version."),
    ErrorCode.PACKAGE_TAKEN: Text("软件包 {name} 已作为模型“{model}”获取。", "The package {name} was taken already, as the model “{model}”.", "请直接使用该模型。", "Use that model."),
    ErrorCode.PACKAGE_NO_MODEL: Text("软件包 {name} 中没有可用的模型文件夹：{reason}", "The package {name} holds no usable model folder: {reason}", "需要同一文件夹内有 config.json、*.safetensors 和分词器文件。", "It needs config.json, *.safetensors and tokenizer files in one folder."),
    ErrorCode.HASH_MISMATCH: Text("{name} 的校验和不符，已丢弃。", "The checksum of {name} does not match; it was thrown away.", "请重试；若再次发生，请更换软件源。", "Try again; if it happens again, use another index."),
    ErrorCode.ARCHIVE_UNSAFE: Text("压缩包不安全：{reason}", "The archive is unsafe: {reason}", "没有写入任何文件。", "Nothing was written."),
    ErrorCode.ONE_LABEL: Text("数据只有一个标签“{label}”。", "The data has only one label, “{label}”.", "分类至少需要两个标签。", "Classification needs at least two labels."),
    ErrorCode.LABEL_TOO_FEW: Text("标签“{label}”只有 {rows} 条样本，至少需要 2 条（训练与验证各一条）。", "The label “{label}” has only {rows} sample; at least 2 are needed, one to train and one to validate.", "补充样本、删除该标签，或单独指定验证集。", "Add samples, remove the label, or give a validation set."),
    ErrorCode.NOT_LABELLED: Text("数据集“{name}”没有标签，不能用于分类。", "The dataset “{name}” has no labels and cannot train a classifier.", "请在列对应关系中指定标签列。", "Choose a label column in its mapping."),
    ErrorCode.LABELS_UNKNOWN: Text("验证集中有训练集没有的标签：{labels}。", "The validation set has labels that the training set lacks: {labels}.", "请统一两个数据集的标签。", "Make the labels of both sets the same."),
    ErrorCode.LABEL_TOO_LONG: Text("有标签超过 {limit} 个字符：“{start}…”", "A label is longer than {limit} characters: “{start}…”", "是否选错了标签列？", "Is the right column chosen as the label?"),
    ErrorCode.BATCH_TOO_LARGE: Text("批大小 {batch_rows} 超过训练样本数 {train_rows}。", "The batch size {batch_rows} is larger than the {train_rows} training rows.", "请改为不超过 {train_rows}。", "Make it at most {train_rows}."),
    ErrorCode.MAX_TOKENS_TOO_LONG: Text("截断长度 {max_tokens} 超过模型上限 {limit}。", "The cutoff length {max_tokens} is beyond the model's limit of {limit}.", "请改为不超过 {limit}。", "Make it at most {limit}."),
    ErrorCode.DEVICE_UNAVAILABLE: Text("本机没有可用的 {device}。", "This machine has no usable {device}.", "请选择“自动”。", "Choose “auto”."),
    ErrorCode.IDEMPOTENCY_MISMATCH: Text("相同的 Idempotency-Key 已用于另一个请求。", "This Idempotency-Key was used for a different request.", "请为新的请求使用新的键。", "Use a new key for a new request."),
    ErrorCode.STATE_CONFLICT: Text("任务现在是“{state}”，不能{action}。", "The job is {state} now and cannot be changed with “{action}”.", "请刷新页面查看最新状态。", "Reload to see its present state."),
    ErrorCode.NOTHING_TO_RESUME: Text("没有可恢复的检查点。", "There is no checkpoint to resume from.", "请重新运行。", "Restart it instead."),
    ErrorCode.CURSOR_INVALID: Text("事件流的位置“{cursor}”无效。", "“{cursor}” is not a place in the event stream.", "请不带位置重新连接。", "Connect again without it."),
    ErrorCode.LEARNING_RATE_HIGH: Text("学习率 {learning_rate} 对所选微调方式偏高。", "A learning rate of {learning_rate} is high for this way of tuning.", "常用 {low} 到 {high}。", "Usual is {low} to {high}."),
    ErrorCode.LEARNING_RATE_LOW: Text("学习率 {learning_rate} 对所选微调方式偏低，可能学不到东西。", "A learning rate of {learning_rate} is low for this way of tuning; it may learn next to nothing.", "常用 {low} 到 {high}。", "Usual is {low} to {high}."),
    ErrorCode.LABELS_IMBALANCED: Text("标签分布不均：“{most}”有 {most_rows} 条，“{least}”只有 {least_rows} 条。", "The labels are imbalanced: “{most}” has {most_rows} rows, “{least}” only {least_rows}.", "可将“类别权重”设为“平衡”，并关注宏平均 F1。", "Consider “balanced” class weights, and watch macro F1."),
    ErrorCode.LABEL_ROWS_FEW: Text("标签“{label}”只有 {rows} 条样本，其验证结果不可靠。", "The label “{label}” has only {rows} rows, so its scores will not mean much.", "每个标签最好至少 {enough} 条。", "At least {enough} rows a label is better."),
    ErrorCode.ROWS_REJECTED: Text("数据集“{name}”有 {rejected_rows} 行（{percent}%）不可用，不会参与训练。", "{rejected_rows} rows ({percent} %) of the dataset “{name}” cannot be used and are left out.", "请在数据集页面查看原因。", "See the reasons on the dataset's page."),
    ErrorCode.STEPS_FEW: Text("一共只训练 {total_steps} 步。", "There are only {total_steps} steps in all.", "可以减小批大小或增加轮数。", "A smaller batch or more epochs gives more."),
    ErrorCode.VALIDATION_SAME: Text("验证集与训练集是同一个数据集，指标会偏高。", "The validation set is the training set itself, so the scores will be too good.", "请另选数据集，或留空以自动划分。", "Choose another one, or leave it empty for a split."),
    ErrorCode.VALIDATION_LABELS_MISSING: Text("验证集中没有这些标签：{labels}。", "The validation set has no rows of these labels: {labels}.", "它们的效果无法衡量。", "How well they are learned cannot be measured."),
    ErrorCode.KILLED: Text("进程被信号 {signal} 终止。", "The process was killed by signal {signal}.", "常见原因是内存不足；请减小批大小。", "Most often memory ran out; make the batch smaller."),
    ErrorCode.DIED_TOO_OFTEN: Text("连续 {deaths} 次意外终止且没有进展。", "It died {deaths} times in a row without progress.", "请查看日志的最后几行。", "Look at the last lines of the log."),
    ErrorCode.LAUNCH_FAILED: Text("无法启动进程：{reason}", "The process could not be started: {reason}", "请检查数据目录的权限和磁盘空间。", "Check the rights and the free space of the data folder."),
    ErrorCode.STALLED: Text("{seconds} 秒没有进展，已终止。", "There was no progress for {seconds} s, so it was ended.", "请查看日志，然后继续训练。", "Look at the log, then resume."),
    ErrorCode.OUT_OF_MEMORY: Text("内存（显存）不足。", "Out of memory.", "请减小批大小或截断长度。", "Make the batch size or the cutoff length smaller."),
    ErrorCode.DIVERGED: Text("损失在第 {step} 步变为 NaN 或无穷大，已停止。", "The loss became NaN or infinite at step {step}, so the run was stopped.", "请降低学习率后重新运行。", "Lower the learning rate and restart."),
    ErrorCode.CRASHED: Text("程序出错：{reason}", "The program failed: {reason}", "请查看日志的最后几行。", "Look at the last lines of the log."),
    ErrorCode.OUTPUT_INVALID: Text("训练产物未通过校验：{reason}", "The trained output did not pass the check: {reason}", "请重新运行；若再次发生，请报告问题。", "Restart it; if it happens again, report it."),
    ErrorCode.CHECKPOINT_DAMAGED: Text("检查点 {step} 已损坏，已搁置。", "Checkpoint {step} is damaged and was set aside.", "将从更早的检查点继续。", "An earlier checkpoint is used."),
    ErrorCode.PREDICTOR_FAILED: Text("模型无法加载：{reason}", "The model could not be loaded: {reason}", "请查看日志。", "Look at its log."),
    ErrorCode.PREDICTOR_TIMEOUT: Text("模型在 {seconds} 秒内没有回答。", "The model did not answer within {seconds} s.", "请稍后重试。", "Try again shortly."),
    ErrorCode.TEXT_MISSING: Text("请输入文本。", "Please enter a text.", "至少一条，每条不为空。", "At least one, none of them empty."),
    ErrorCode.NO_MODEL: Text("还没有可用的微调模型。", "There is no fine-tuned model yet.", "请先完成一次训练。", "Finish a training first."),
    ErrorCode.NO_BASE_MODEL: Text("还没有基座模型。", "There is no base model yet.", "请先获取起步模型，或添加模型文件夹。", "Take a starter model, or add a model folder."),
    ErrorCode.NO_DATASET: Text("还没有带标签的数据集。", "There is no labelled dataset yet.", "请先上传数据。", "Upload one first."),
    ErrorCode.NO_PREDICTIONS: Text("这次训练还没有逐条的验证结果。", "This training has no row-by-row results yet.", "训练完成后即可查看。", "They are there once it has finished."),
    ErrorCode.NO_ADAPTER: Text("模型“{name}”没有适配器。", "The model “{name}” has no adapter.", "只有用 LoRA 微调的模型才有适配器。", "Only models tuned with LoRA have one."),
    ErrorCode.ADAPTER_BASE_GONE: Text("适配器“{name}”所依赖的基座模型已不存在。", "The base model that the adapter “{name}” needs is gone.", "请恢复基座模型，或重新训练。", "Bring the base model back, or train again."),
    ErrorCode.ADAPTER_AS_BASE: Text("“{name}”只是适配器，不能作为基座模型。", "“{name}” is an adapter alone and cannot be trained further.", "请选择完整的模型。", "Choose a whole model."),
    ErrorCode.VALIDATION_KIND: Text("训练集与验证集的标签形式不同：一个每条只有一个标签，另一个可有多个。", "Training and validation data are of different kinds: in one each text has exactly one label, in the other any number.", "请在数据集页面更正标签分隔符。", "Correct the label separator on the dataset's page."),
    ErrorCode.WRONG_PASSWORD: Text("当前密码不正确。", "The present password is not right.", "请检查后重试。", "Check it and try again."),
    ErrorCode.NO_JOB: Text("还没有训练任务。", "There is no training job yet.", "请先开始一次训练。", "Start one first."),
    ErrorCode.ROW_NO_TURNS: Text("“{column}”不是消息列表", "“{column}” is not a list of messages", "应形如 [{{\"role\": \"user\", \"content\": …}}, …]。", "It should look like [{{\"role\": \"user\", \"content\": …}}, …]."),
    ErrorCode.ROW_TURN_SHAPE: Text("第 {turn} 条消息没有角色或文本", "message {turn} has no role or no text", "每条消息需要 role 和 content（或 from 和 value）。", "Each message needs role and content (or from and value)."),
    ErrorCode.ROW_ROLE_UNKNOWN: Text("第 {turn} 条消息的角色“{role}”未知", "message {turn} has the unknown role “{role}”", "角色应为 system、user、assistant 或 tool。", "Roles are system, user, assistant and tool."),
    ErrorCode.ROW_ROLE_ORDER: Text("第 {turn} 条消息的角色是 {found}，此处应为 {expected}", "message {turn} is of {found}, expected {expected}", "用户与助手应交替发言，最后一条应是助手的回答。", "User and assistant take turns, and the last message is an answer of the assistant."),
    ErrorCode.ROW_QUESTION_EMPTY: Text("问题为空", "the question is empty", "填写问题或删除该行。", "Fill in the question or delete the row."),
    ErrorCode.ROW_ANSWER_EMPTY: Text("回答为空", "the answer is empty", "填写回答或删除该行。", "Fill in the answer or delete the row."),
    ErrorCode.ROW_TOOLS: Text("工具定义不是有效的 JSON 列表", "the tools are not a valid JSON list", "按 OpenAI 的 tools 格式填写，或留空。", "Write them like OpenAI's tools, or leave them out."),
    ErrorCode.ROW_TOOL_CALL: Text("第 {turn} 条消息的工具调用无效", "message {turn} has a tool call that is none", "只有助手可以调用工具，需要 name 和写成 JSON 对象的 arguments。", "Only the assistant calls tools, with a name and arguments that are a JSON object."),
    ErrorCode.ROW_HISTORY: Text("“{column}”不是 [问题, 回答] 的列表", "“{column}” is not a list of [question, answer] pairs", "应形如 [[\"…\", \"…\"], …]，或留空。", "It should look like [[\"…\", \"…\"], …], or be left out."),
    ErrorCode.OBJECTIVE_UNSUITED: Text("数据集“{name}”不适合该训练目标。", "The dataset “{name}” does not suit this objective.", "分类需要带标签的文本，对话需要问答或消息。", "To classify takes texts with labels; to chat takes questions with answers, or messages."),
    ErrorCode.TUNING_UNSUITED: Text("对话训练不能只训练分类头。", "A conversation model has no head to train alone.", "请选择 LoRA 或全量微调。", "Choose LoRA or full tuning."),
    ErrorCode.MODEL_NOT_GENERATIVE: Text("模型“{name}”不能生成文本。", "The model “{name}” cannot write text.", "请选择语言模型，例如 MiniMind2-Small 或 SmolLM2。", "Choose a language model, for example MiniMind2-Small or SmolLM2."),
    ErrorCode.NOTHING_TO_LEARN: Text("截断到 {max_tokens} 个词元后，没有任何回答可学。", "Cut to {max_tokens} tokens, no row has an answer left to learn.", "请增大截断长度，或检查数据。", "Raise the cut-off length, or look at the data."),
    ErrorCode.LOSS_ZERO: Text("损失到第 {step} 步一直恰好为 0，已停止。", "The loss has been exactly 0 up to step {step}, so the run was stopped.", "没有可学的内容：请检查数据。", "There is nothing to learn: look at the data."),
    ErrorCode.CHAT_TEMPLATE_FAILED: Text("模型的对话模板出错：{reason}", "The model's chat template failed: {reason}", "请在设置中选择其他对话模板，例如 ChatML。", "Choose another chat template in the settings, for example ChatML."),
    ErrorCode.CHAT_TEMPLATE_MISSING: Text("模型“{name}”没有对话模板。", "The model “{name}” has no chat template.", "请使用 /v1/completions，或先用对话数据微调。", "Use /v1/completions, or fine-tune it on conversations first."),
    ErrorCode.ROWS_TOO_FEW: Text("只有 {rows} 条样本，无法再分出验证集。", "With {rows} rows there is nothing to set apart for validation.", "至少需要 2 条，或选择单独的验证集。", "At least 2 are needed, or a validation set of its own."),
    ErrorCode.PROMPT_TOO_LONG: Text("对话有 {tokens} 个词元，模型最多读 {limit} 个。", "The conversation has {tokens} tokens, the model reads at most {limit}.", "请缩短或开始新的对话。", "Shorten it, or begin a new conversation."),
    ErrorCode.PROMPT_EMPTY: Text("没有要回答的内容。", "There is nothing to answer.", "请至少发送一条用户消息。", "Send at least one message of the user."),
    ErrorCode.OPTION_UNSUPPORTED: Text("不支持选项 {field}={value}。", "The option {field}={value} is not supported.", "请去掉它；支持：{supported}。", "Leave it out; supported: {supported}."),
    ErrorCode.ROW_BEYOND_END: Text("数据集“{name}”只有 {rows} 行，没有第 {row} 行。", "The dataset “{name}” has {rows} rows; there is no row {row}.", "请选择更靠前的行。", "Choose an earlier row."),
}


def text_of(code: ErrorCode) -> Text:
    """The texts with their {placeholders}; a test says that no code lacks one."""
    return _TEXTS[code]


class _Blanks(dict[str, Any]):
    """A missing param shows as its name, so that an error about an error cannot happen."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def message(code: ErrorCode, params: dict[str, Any], language: str = "en") -> str:
    """Sentence and hint with the params filled in."""
    text = text_of(code)
    hint = text.hint_zh if language == "zh" else text.hint_en
    return f"{sentence(code, params, language)} {hint.format_map(_Blanks(params))}"


def sentence(code: ErrorCode, params: dict[str, Any], language: str = "en") -> str:
    """What happened, without the hint: for use inside another sentence."""
    text = text_of(code)
    return (text.zh if language == "zh" else text.en).format_map(_Blanks(params))
