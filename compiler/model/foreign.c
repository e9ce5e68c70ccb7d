#include "model/foreign.h"

#include <ctype.h>
#include <string.h>

#include "model/settings.h"

const struct foreign foreigns[] = {
    /* Layers */
    {"conv|convolution|convolutional", NULL, "'conv CHANNELS HxW', as in 'conv 64 3x3 pad 1'"},
    {"outchannels|filters|channels", NULL, "the number behind 'conv', as in 'conv 64 3x3'"},
    {"inchannels|infeatures|inputdim", NULL, "a layer takes what the one before it gives"},
    {"kernel|kernelsize|ksize|filtersize", NULL, "the size behind the channels, as in 'conv 64 3x3'"},
    {"padding|same|valid", NULL, "'pad N', zeros on every side; 'pad 1' keeps the size of a map under a 3x3 kernel"},
    {"stride|strides", "strides other than 1", "'maxpool 2x2' or 'avgpool 2x2' behind the layer halves its map"},
    {"dilation|dilated|groups|depthwise|separable|depthwiseconv|separableconv",
     "dilated, grouped or depthwise convolutions", "'conv CHANNELS HxW'"},
    {"convtranspose|transpose|deconv|transposedconv|upsample|upsampling", "layers that enlarge a map", NULL},
    {"linear|dense|fc|fullyconnected|outfeatures|units|hidden", NULL, "'linear FEATURES'"},
    {"flatten|reshape|view", NULL, "a linear layer and the readout flatten a map, in (channel, y, x) order"},
    {"maxpool|maxpooling|pool|pooling|poolsize", NULL, "'maxpool HxW' or 'avgpool HxW' behind a conv"},
    {"avgpool|avgpooling|averagepool|averagepooling|meanpool|sumpool", NULL, "'avgpool HxW' behind a conv"},
    {"adaptiveavgpool|globalavgpool|globalaveragepooling|gap|adaptivemaxpool", NULL,
     "'avgpool all' behind a conv: the mean of the whole map"},
    {"output|classifier|head|logsoftmax|softmax", NULL, "'readout', the last layer: a logit a class and step"},
    {"sequential|layers|layer|modulelist", NULL, "'network { ... }': layers from the input on, one a line"},
    {"dropout|dropconnect|droppath|spatialdropout", "dropout", "'augment' in input, 'weight_decay' behind optimizer"},
    {"batchnorm|bn|bntt|tdbn|thresholddependentbatchnorm|batchnormthroughtime|layernorm|groupnorm|instancenorm|norm|"
     "normalization|weightnorm",
     "normalisation of activations", "'weights { standardize gain }' normalises the weights of each output channel"},
    {"relu|activation|leakyrelu|gelu|elu|tanh|selu", "layers of other units than spiking neurons",
     "'neuron lif { ... }'"},
    {"residual|skip|shortcut|resnet|concat|concatenate|branch|inception|densenet", "connections that skip layers",
     "layers one behind the other"},
    {"recurrent|lstm|gru|rnn|rleaky|rsynaptic|slstm|recurrentcontainer|linearrecurrentcontainer|lsnn|feedback",
     "recurrent connections", "the membrane, which carries on what came before: 'leak'"},
    {"attention|selfattention|multiheadattention|transformer|spikformer|embedding", "attention",
     "conv and linear layers"},
    /* Neurons */
    {"beta|decay|decayrate|memdecay|membranedecay|leakage|leakrate", NULL,
     "'leak X' in neuron, the share of the membrane potential that is left after a step; it is not trained"},
    {"tau|taum|taumem|taumeminv|taumembrane|timeconstant|inittau|decayinput|rc", NULL,
     "'leak X' in neuron: exp(-dt / tau) for a time constant tau, 1 - 1 / tau where tau counts steps"},
    {"leaky|lifnode|lifcell|lapicque|lifbox", NULL, "'neuron lif { ... }'"},
    {"if|ifnode|iaf|iafcell|integrateandfire", NULL, "'neuron lif { leak 1 }'"},
    {"vth|vthreshold|thresh|vthresh|firingthreshold|thr", NULL, "'threshold X' in neuron; it is not trained"},
    {"vreset|resetmechanism|softreset|hardreset|soft|hard|resetvalue|detachreset", NULL,
     "'reset subtract' (soft) or 'reset zero' (hard) in neuron; it is a constant to the learning rule"},
    {"plif|plifnode|parametriclif|parametriclifnode|learnbeta|learnalpha|learnthreshold|klif|klifnode|learnableleak|"
     "liaf|"
     "glif",
     NULL, "'define neuron' states its equations, with a parameter that is 'trained'"},
    {"alif|alifnode|adlif|lifadex|adex|adapt|adaptation|adaptive|adaptivethreshold|adaptivelif|adaptbasenode", NULL,
     "'define neuron' states its equations"},
    {"synaptic|cublif|cuba|tausyn|tausyninv|currentdecay|synapsefilter|synapse|lifcurrent|alphaneuron", NULL,
     "'define neuron' states the equations of both, with a state for the synaptic current"},
    {"izhikevich|izhikevichnode|qif|qifnode|eif|eifnode|hodgkinhuxley|hh|fhn|resonate|rf|resonator|psn", NULL,
     "'define neuron' states its equations"},
    {"refractory|refrac|refractoryperiod|trefrac", "refractory periods", "'reset subtract X', with a larger amount"},
    {"noise|stochastic|noisy", "neurons that fire at random", NULL},
    {"delay|delays|axonaldelay|synapticdelay|dcls", "delays of spikes", NULL},
    {"inhibition|lateralinhibition|winnertakeall|wta|excitatory|inhibitory",
     "inhibition between the neurons of a layer", "weights of either sign"},
    {"spikegrad|surrogate|surrogatefunction|surrogategradient|pseudoderivative", NULL,
     "'psi triangle' or 'psi fast_sigmoid' in learn"},
    {"atan|arctan|sigmoid|gaussian|gauss|rectangle|rectangular|boxcar|straightthrough|ste|erf|piecewise|"
     "piecewiseleakyrelu|"
     "superspike|softsign|multigaussian|logistic|tent",
     "this surrogate derivative", "'psi triangle height H width W' or 'psi fast_sigmoid slope S' in learn"},
    {"inithidden|stepmode|multistep|singlestep|resetnet|detach", NULL,
     "states start at 0 with every sample, and all its steps are computed"},
    /* Input */
    {"encode|encoder|encoding|spikegen|poisson|poissonencoder|rate|ratecoding|latency|latencyencoder|ttfs|"
     "temporalcoding|"
     "phase|deltamodulation|currentencoder|populationcoding",
     "encodings of a static input as spikes", "'present N steps' in input: values are the current of the first layer"},
    {"timesteps|timestep|numsteps|nsteps|steps|seqlength|sequencelength|simulationtime|simlen|duration", NULL,
     "'present N steps' in input for static images, 'frames N' for event data"},
    {"dt|deltat|timewindow|binsize|timebins", NULL, "'frames N of X ms' in input"},
    {"rotation|rotate|randomrotation|affine|randomaffine|colorjitter|jitter|randaugment|autoaugment|trivialaugment|"
     "mixup|"
     "cutmix|verticalflip|blur|perspective|shear|zoom|neuromorphicaugment|eventdrop",
     "this augmentation", "'augment crop pad N, flip p X, cutout p X' in input"},
    {"transform|transforms|augmentation|randomcrop|randomhorizontalflip|horizontalflip|randomerasing|erasing", NULL,
     "'augment crop pad N, flip p X, cutout p X' in input"},
    {"resize|rescale|grayscale|totensor|centercrop", NULL,
     "pictures of a folder are brought to the size and channels of 'input CxHxW'"},
    {"root|path|datadir|download|file|folderpath", NULL, "'--data DIR' of tessc train"},
    {"inputsize|inputshape|imagesize|shape|size", NULL, "'input CxHxW', as in 'input 3x32x32 { ... }'"},
    {"numclasses|nclasses|labels|outputsize", NULL, "'classes N' in input"},
    {"fashionmnist|kmnist|qmnist|emnist", NULL, "'dataset family' in input, which reads IDX files as MNIST has them"},
    {"imagenet|tinyimagenet|svhn|stl10|celeba|imagefolder|caltech101|caltech256|datasetfolder", NULL,
     "'dataset folder' in input for a folder of pictures a class, 'dataset arrays' for NumPy arrays"},
    {"shd|ssc|speechcommands|gsc|timit", "data sets of sounds", "'dataset arrays' in input, with frames of your own"},
    {"ncaltech101|ncars|ntidigits|asldvs|dvslip|eslimagenet|pokerdvs|hsd", NULL,
     "'dataset folder' in input for a folder of event recordings a class"},
    {"dvsgesture|dvsgestures|ibmgesture", NULL, "'dataset dvs_gesture' in input"},
    {"workers|numworkers|pinmemory|prefetch|shuffle|droplast", NULL,
     "samples are shuffled anew in every epoch; '--threads N' of tessc train for speed"},
    /* Learning */
    {"rstdp|mstdpet|rewardmodulated", NULL, "'learn mstdp', STDP times a reward"},
    {"stdplearner|unsupervised|postpre", NULL, "'learn stdp'"},
    {"hebbian|hebb|oja|bcm|wdependent", "this rule", "'learn stdp', or a rule of your own by 'define rule'"},
    {"onlinetrainingthroughtime", NULL, "'learn ottt'"},
    {"eprop|osttl|ostl|rtrl|snap|eventprop|rflo", "this rule",
     "'learn ottt' or 'learn s_tllr', eligibility traces with a signal through the layers, or 'learn tess', with local "
     "signals"},
    {"locallosses|locallearning|sdtp|forwardforward|ff|hsic|nolocalloss|ell|blockwise", "this rule",
     "'learn tess', in which every layer learns from a loss of its own"},
    {"stbp|backprop|backpropagation|slayer|spatiotemporalbackprop|directtraining", NULL, "'learn bptt'"},
    {"sltt|tbptt|truncated|truncatedbptt", "this rule", "'learn s_tllr', with signals within a time step"},
    {"directfeedbackalignment|feedbackalignment|fa", NULL, "'learn dfa', the error through a fixed random matrix"},
    {"directrandomtargetprojection", NULL, "'learn drtp'"},
    {"targetprop|equilibrium|equilibriumpropagation", "this rule",
     "'learn dfa' or 'learn drtp', with the error or the label through a fixed random matrix"},
    {"ann2snn|annconversion|conversion|convert|anntosnn|spikingconversion", "conversion of trained networks",
     "training from the start, or from weights with '--init FILE'"},
    {"mse|mseloss|msecountloss|ratemse|membranemse", NULL, "'loss squared_error' in the signal of learn"},
    {"mae|l1loss|smoothl1|hinge|kl|kld|kldiv|nll|nllloss|bce|bceloss|focal|contrastive|triplet|huber",
     "losses other than cross entropy and squared error",
     "'loss cross_entropy' or 'loss squared_error' in the signal of learn"},
    {"ce|celoss|cerateloss|cecountloss|crossentropy|crossentropyloss|criterion|tet|objective", NULL,
     "'loss cross_entropy of each step' or 'of sum' in the signal of learn"},
    {"labelsmoothing|smooth", NULL, "'loss cross_entropy smoothing X' in the signal of learn"},
    {"trace|traces|taupre|taupost|tauplus|tauminus|eligibility|tracedecay", NULL,
     "'lambda pre X post X' in learn, the decay of the traces"},
    {"regularization|regularizer|ratereg|spikereg|activityregularizer|sparsityloss|kernelregularizer|synopsloss|l1|l2|"
     "l1reg|l2reg",
     "terms of the loss that count spikes or weights", "'weight_decay' behind optimizer"},
    /* Training */
    {"learningrate|steprate", NULL, "'optimizer adam lr X' in train, or '--lr X'"},
    {"batchsize|minibatch|trainbatchsize", NULL, "'batch N' in train, or '--batch N'"},
    {"numepochs|nepochs|maxepochs|iterations", NULL, "'epochs N' in train, or '--epochs N'"},
    {"optim|rmsprop|adagrad|adadelta|adamax|nadam|radam|lion|lamb|lars|lbfgs|adafactor|muon|shampoo", "this optimizer",
     "'optimizer adam', 'adamw', 'sgd' or 'nesterov' in train"},
    {"betas", NULL, "'beta1 X beta2 X' behind 'optimizer adam'"},
    {"eps", NULL, "'epsilon X' behind 'optimizer adam'"},
    {"wd|l2decay|l2penalty|weightregularization", NULL, "'weight_decay X' behind optimizer in train"},
    {"steplr|multisteplr|exponentiallr|onecycle|onecyclelr|cycliclr|warmrestarts|cosineannealingwarmrestarts|"
     "polynomial|"
     "exponential|step|milestones|gamma|inversesqrt",
     "this schedule of the learning rate",
     "'anneal cosine', 'anneal linear', 'plateau' and 'warmup X epochs' in train"},
    {"scheduler|lrscheduler|cosineannealing|cosineannealinglr|cosinelr|linearlr|lrschedule", NULL,
     "'anneal cosine' or 'anneal linear' in train"},
    {"reducelronplateau|reduceonplateau", NULL, "'plateau factor X patience N' in train"},
    {"warmupsteps|warmupepochs|linearwarmup", NULL, "'warmup X epochs' in train"},
    {"earlystop|earlystopping|stoppingpatience", "an early stop",
     "the weights of the best epoch are kept, as best.safetensors"},
    {"clip|gradclip|clipgrad|clipgradnorm|gradientclipping|clipnorm|clipvalue|maxnorm", "clipping of gradients",
     "'warmup X epochs' in train"},
    {"ema|swa|averaging|lookahead", "averages of weights", "'anneal cosine' in train"},
    {"accumulate|gradaccumulation|gradientaccumulation|accumulategradbatches|microbatch", NULL,
     "'batch N' in train: a batch is computed in chunks, so it may be as large as you like"},
    {"amp|fp16|fp32|bf16|float16|bfloat16|float32|precision|mixedprecision|dtype|quantize|quantization|statequant|"
     "bits|int8|qat",
     "a choice of precision", "float32 throughout; sums over spikes are exact"},
    {"device|devices|cuda|gpu|gpus|accelerator|backend|cupy|mps|tpu|distributed|ddp", "devices other than the CPU",
     NULL},
    {"valsplit|validationsplit|validation|valfraction|testsize|validationdata", NULL, "'validate X' in train"},
    {"freeze|frozen|requiresgrad|trainable|lrmult|lrscale", NULL, "'lr times X' behind a layer; with 0 it is frozen"},
    {"initializer|kernelinitializer|kaiming|xavier|glorot|orthogonal|he|weightinit|gaininit|pretrained|checkpoint",
     NULL, "'--init FILE' of tessc train for trained weights; otherwise weights start as normal random numbers"},
    {"prune|pruning|sparsity|mask|lottery", "pruning", NULL},
    {"save|savedir|logdir|logger|tensorboard|wandb|mlflow|verbose|callbacks|outputdir", NULL,
     "options of tessc train, as '--out RUN'"},
    {"randomseed|manualseed|deterministic", NULL, "'seed N' in train, or '--seed N'"},
    /* The language itself */
    {"for|while|loop|range", "loops and expressions", "'repeat N { ... }' in network"},
    {"else|switch|def|function|func|let|var|const|param|parameter", "variables, functions and conditions",
     "'variant NAME { ... }', and '-D path=value' on the command line"},
    {"import|include|use", NULL, "'extends \"FILE\"', once in a file"},
    {"task|regression|segmentation|detection|autoencoder|generative|reinforcement", "tasks other than classification",
     NULL},
};

const int foreign_count = sizeof foreigns / sizeof *foreigns;

/* Small letters, without a module in front, '_' or '-', or a dimension at the end: "nn.Batch_Norm2d" is "batchnorm". */
static void plain_word(char *plain, size_t size, const char *word)
{
    size_t used = 0;
    const char *dot = strrchr(word, '.');
    for (word = dot ? dot + 1 : word; *word && used + 1 < size; word++)
        if (*word != '_' && *word != '-')
            plain[used++] = (char)tolower((unsigned char)*word);
    if (used > 2 && plain[used - 1] == 'd' && strchr("123", plain[used - 2]))
        used -= 2;
    plain[used] = 0;
}

const struct foreign *foreign_named(const char *word)
{
    char plain[64];
    plain_word(plain, sizeof plain, word);
    for (int i = 0; i < foreign_count; i++)
        if (choice_index(foreigns[i].names, plain) >= 0)
            return &foreigns[i];
    return NULL;
}

const char *foreign_name(struct arena *arena, const char *word)
{
    const struct foreign *row = foreign_named(word);
    return row && !row->what ? arena_format(arena, "; here: %s", row->here) : "";
}

const char *foreign_advice(struct arena *arena, const char *word)
{
    const struct foreign *row = foreign_named(word);
    if (!row || !row->what)
        return foreign_name(arena, word);
    return arena_format(arena, "; the language does not have %s%s%s (docs/language.md lists what it does not have)",
                        row->what, row->here ? "; nearest: " : "", row->here ? row->here : "");
}

const char *foreign_choice(struct arena *arena, const struct tess_suggestion *near)
{
    const char *text = foreign_advice(arena, near->word); /* "plif" is no slip of "lif" */
    return *text || !near->best ? text : suggestion_text(arena, near);
}
